import { nullable, number, oneOf, text } from './cell.ts'
import type { Columns } from './csv.ts'

/**
 * One row of applications.csv: the database after the trial. Times are those of the commits, in ms since the trial's start, by
 * PostgreSQL's clock: from one to the other it was part of the backlog.
 */
export interface ApplicationRecord {
  application: string
  /** inline: accepted and issued in one transaction. */
  intake: 'queued' | 'inline'
  status: 'accepted' | 'awaiting-verification' | 'returned' | 'issued' | 'rejected'
  acceptedMs: number
  /** Issued or refused; empty: not by the end. */
  issuedMs: number | null
}

export const APPLICATION_COLUMNS: Columns<ApplicationRecord> = {
  application: text,
  intake: oneOf(['queued', 'inline']),
  status: oneOf(['accepted', 'awaiting-verification', 'returned', 'issued', 'rejected']),
  acceptedMs: number,
  issuedMs: nullable(number),
}
