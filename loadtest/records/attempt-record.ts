import type { Step } from '../../strategies/strategy.ts'
import { count, nullable, number, oneOf, text } from './cell.ts'
import type { Columns } from './csv.ts'

/**
 * ok: valid 2xx. rejected: 429 or 503. timedOut: patience over. reset: FIN, RST or short body. refused: ECONNREFUSED.
 * failed: anything else.
 */
export const OUTCOMES = ['ok', 'rejected', 'timedOut', 'failed', 'reset', 'refused'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** One row of attempts.csv: one HTTP try, at whatever step. Times in ms since the trial's start. */
export interface AttemptRecord {
  citizen: number
  journey: string
  step: Step | 'activate' | 'otp'
  /** From 1, per citizen and step. */
  attempt: number
  startMs: number
  endMs: number
  outcome: Outcome
  /** HTTP status; null when no answer came. */
  status: number | null
}

export const ATTEMPT_COLUMNS: Columns<AttemptRecord> = {
  citizen: count,
  journey: text,
  step: oneOf(['page', 'sign-up', 'log-in', 'search', 'apply', 'track', 'activate', 'otp']),
  attempt: count,
  startMs: number,
  endMs: number,
  outcome: oneOf(OUTCOMES),
  status: nullable(count),
}
