import { count, nullable, number } from './cell.ts'
import type { Columns } from './csv.ts'

/** One row of gauges.csv: portal and queue read once a second, each with the time of its own reading; null = not read. */
export interface GaugeRecord {
  /** Seconds since the trial's start, from 0. */
  second: number
  /** When PostgreSQL counted, by its own clock, since the trial's start. */
  backlogAtMs: number | null
  /** Accepted and not issued. */
  backlog: number | null
  /** How long the scrape of the portal took; its values were read at some moment within that time. */
  scrapeMs: number | null
  /** Which of its lives was read. */
  portalPid: number | null
  /** When it was read, by its own clock, since that life began. */
  portalUptimeS: number | null
  /** Requests inside the portal. */
  inFlight: number | null
  /** Of these, those whose citizen has gone. */
  zombies: number | null
  /** Since the portal's start: requests that were answered or whose citizen has gone, and how long they took, summed. */
  requestsEnded: number | null
  requestsEndedS: number | null
  /** Time that those still open have spent inside by then, summed. */
  requestsOpenS: number | null
}

export const GAUGE_COLUMNS: Columns<GaugeRecord> = {
  second: count,
  backlogAtMs: nullable(number),
  backlog: nullable(count),
  scrapeMs: nullable(number),
  portalPid: nullable(count),
  portalUptimeS: nullable(number),
  inFlight: nullable(count),
  zombies: nullable(count),
  requestsEnded: nullable(count),
  requestsEndedS: nullable(number),
  requestsOpenS: nullable(number),
}

/** Of a second in which nothing could be read. */
export const NOTHING_READ = {
  backlogAtMs: null,
  backlog: null,
  scrapeMs: null,
  portalPid: null,
  portalUptimeS: null,
  inFlight: null,
  zombies: null,
  requestsEnded: null,
  requestsEndedS: null,
  requestsOpenS: null,
} as const satisfies Omit<GaugeRecord, 'second'>
