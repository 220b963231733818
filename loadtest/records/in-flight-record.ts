import { count, number } from './cell.ts'
import type { Columns } from './csv.ts'

/** One row of in-flight.csv: citizens' requests on their way, read at the generator's sockets ten times a second. */
export interface InFlightRecord {
  /** Since the trial's start, on the clock of attempts.csv. */
  atMs: number
  requests: number
}

export const IN_FLIGHT_COLUMNS: Columns<InFlightRecord> = { atMs: number, requests: count }
