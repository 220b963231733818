import { OUTCOMES } from '../records/attempt-record.ts'
import { count, nullable, number, oneOf } from '../records/cell.ts'
import type { Columns } from '../records/csv.ts'

const STEPS = ['page', 'apply', 'track', 'connection'] as const

/** One row of truth.csv: what the known-answer server did with one request. Times in ms since the server's start, monotonic. */
export interface TruthRow {
  /** `connection`: one that was accepted and never read. */
  step: (typeof STEPS)[number]
  /** Whose it was, from its Idempotency-Key; null where the request does not say. */
  citizen: number | null
  /** What the server's script makes of it for somebody who waits long enough. */
  outcome: (typeof OUTCOMES)[number]
  /** The request was whole. */
  arrivedMs: number
  /** The last byte, FIN or RST was handed to the kernel; null = never. */
  answeredMs: number | null
  /** The client's connection ended before that; null = it did not, or nobody looked. */
  leftMs: number | null
}

export const TRUTH_COLUMNS: Columns<TruthRow> = {
  step: oneOf(STEPS),
  citizen: nullable(count),
  outcome: oneOf(OUTCOMES),
  arrivedMs: number,
  answeredMs: nullable(number),
  leftMs: nullable(number),
}
