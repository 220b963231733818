import { isAutomatic } from './risk.ts'
import type { Risk, Scale } from './risk.ts'

/** States of an application; README.md draws how one becomes the other. */
export const STATUSES = ['accepted', 'awaiting-verification', 'returned', 'issued', 'rejected'] as const
export type Status = (typeof STATUSES)[number]

export type PermitKind = 'nib' | 'standard-certificate' | 'licence'
/** unverified and verified: the standard certificate of medium-high risk. revoked: its application was rejected. */
export type PermitState = 'issued' | 'unverified' | 'verified' | 'revoked'

export interface Permit {
  kind: PermitKind
  number: string
  state: PermitState
  issuedAt: Date
}

export interface Application {
  id: string
  accountId: string
  kbli: string
  kbliEdition: string
  scale: Scale
  /** Four digits: kabupaten or kota. */
  region: string
  risk: Risk
  status: Status
  /** The paper's label (`labelOf`). */
  label: string
  /** NIB of the business, null until it is issued. */
  nib: string | null
  permits: Permit[]
  acceptedAt: Date
  /** When the identity was checked and the NIB issued (or refused); null while accepted. */
  issuedAt: Date | null
  /** Wait announced with the acceptance, s; null when none was announced. */
  announcedWaitS: number | null
}

/** One line of an application's history: the events explain every status. */
export interface HistoryEntry {
  at: Date
  status: Status
  label: string
  /** Status code of the OSS integration guide, e.g. 05, 10, 20, 50, 90. */
  code: string
  /** The officer's reason, or why the system rejected. */
  reason: string | null
}

/**
 * Labels of the Bogor study (papers/): *terbit otomatis*, *menunggu verifikasi persyaratan*, *izin terbit / SS terverifikasi*.
 * The paper has none for the first and the last state: *diterima* and *ditolak* are ours.
 */
export function labelOf(status: Status, risk: Risk): string {
  if (status === 'accepted') return 'diterima'
  if (status === 'rejected') return 'ditolak'
  if (status === 'issued') return isAutomatic(risk) ? 'terbit otomatis' : 'izin terbit / SS terverifikasi'
  return 'menunggu verifikasi persyaratan'
}
