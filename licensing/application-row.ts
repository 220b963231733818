import { labelOf } from './application.ts'
import type { Application, Permit, Status } from './application.ts'
import type { Risk, Scale } from './risk.ts'

/** Columns of `applications a` that make an Application. */
export const APPLICATION_COLUMNS = `a.id, a.account_id, a.kbli, a.kbli_edition, a.scale, a.region, a.risk, a.status, a.accepted_at,
  a.issued_at, a.announced_wait_s`

/** The permits of `applications a`, NIB first, as JSON: `PermitJson[]`. */
export const PERMITS_COLUMN = `(SELECT coalesce(json_agg(json_build_object('kind', kind, 'number', number, 'state', state,
  'issuedAt', issued_at) ORDER BY kind <> 'nib'), '[]') FROM permits WHERE application_id = a.id) AS permits`

export interface ApplicationRow {
  id: string
  account_id: string
  kbli: string
  kbli_edition: string
  scale: Scale
  region: string
  risk: Risk
  status: Status
  accepted_at: Date
  issued_at: Date | null
  announced_wait_s: number | null
}

/** JSON knows no dates. */
export type PermitJson = Omit<Permit, 'issuedAt'> & { issuedAt: string }

export function toPermit(permit: PermitJson): Permit {
  return { ...permit, issuedAt: new Date(permit.issuedAt) }
}

/**
 * The NIB comes from the application's own permits, not from the business: who applied with somebody else's NIK and was rejected
 * must not learn her NIB.
 */
export function toApplication(row: ApplicationRow, permits: Permit[]): Application {
  return {
    id: row.id,
    accountId: row.account_id,
    kbli: row.kbli,
    kbliEdition: row.kbli_edition,
    scale: row.scale,
    region: row.region,
    risk: row.risk,
    status: row.status,
    label: labelOf(row.status, row.risk),
    nib: permits.find(({ kind }) => kind === 'nib')?.number ?? null,
    permits,
    acceptedAt: row.accepted_at,
    issuedAt: row.issued_at,
    announcedWaitS: row.announced_wait_s,
  }
}
