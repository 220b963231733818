import { count, nullable, number, oneOf, text } from './cell.ts'
import type { Columns } from './csv.ts'

/** How a citizen's journey ended, as she experienced it; fates (served, late, ...) are derived from this and the times. */
export type Ending =
  /** Saw the result: the permit or, where verification is needed, the NIB; a visitor: the page. */
  | 'result'
  /** Stopped after being told to come back (429/503 was the last answer). */
  | 'rejected'
  /** Stopped after a time-out, a reset, a refused connection or any other error. */
  | 'error'
  /** Holds a 2xx for her application; the result had not come when she stopped asking or the trial ended. */
  | 'waiting'
  /** The generator itself failed to send her (no socket, no memory): a fault of measurement. */
  | 'not-sent'

/**
 * One row of citizens.csv: everything one citizen lived through. Times are ms since the trial's start (the beginning of the
 * first stage) on the generator's monotonic clock; empty = did not happen.
 */
export interface CitizenRecord {
  /** Index in the schedule, from 0; the same person in every strategy of a block. */
  citizen: number
  journey: string
  /** Stage of the intended arrival. */
  stage: string
  intendedMs: number
  startedMs: number | null
  /** When the journey ended, however it ended. */
  finishedMs: number
  ending: Ending
  /** Attempts at the step that matters (apply; page for visitors). */
  attempts: number
  /** First 2xx to her application. */
  acknowledgedMs: number | null
  /** Wait announced with that 2xx, s. */
  announcedWaitS: number | null
  applicationId: string | null
  /** When she saw the result. */
  resultMs: number | null
  /** The NIB she saw. */
  nib: string | null
}

export const CITIZEN_COLUMNS: Columns<CitizenRecord> = {
  citizen: count,
  journey: text,
  stage: text,
  intendedMs: number,
  startedMs: nullable(number),
  finishedMs: number,
  ending: oneOf(['result', 'rejected', 'error', 'waiting', 'not-sent']),
  attempts: count,
  acknowledgedMs: nullable(number),
  announcedWaitS: nullable(number),
  applicationId: nullable(text),
  resultMs: nullable(number),
  nib: nullable(text),
}
