import { count, nullable, number, oneOf } from './cell.ts'
import type { Columns } from './csv.ts'

/** One row of samples.csv: the system once a second, null = could not be read in that second. */
export interface SampleRecord {
  /** Seconds since the trial's start, from 0. */
  second: number
  /** Accepted and not issued, counted in PostgreSQL by the lab. */
  backlog: number | null
  /** Requests inside the portal, zombies included. */
  inFlight: number | null
  /** Requests waiting for a database connection inside the portal. */
  poolWaiting: number | null
  /** Portal process, from /proc. */
  rssMb: number | null
  heapMb: number | null
  /** Portal event-loop utilisation over the last second, 0..1. */
  elu: number | null
  portalUp: 0 | 1
  /** CPU of the system's processes in the last second, % of one core. */
  portalCpuPct: number | null
  workerCpuPct: number | null
  postgresCpuPct: number | null
  redisCpuPct: number | null
}

/** One row of probes.csv: a 1 Hz probe from outside, `GET /` or `GET /api/permits/{seeded}`, 2 s limit. */
export interface ProbeRecord {
  atMs: number
  target: 'page' | 'permit'
  ok: 0 | 1
  status: number | null
  ms: number
}

/**
 * One row of identity-checks.csv: one check served by Dukcapil; `citizen` is null for a NIK that is none of ours. Times in
 * ms since the trial's start.
 */
export interface IdentityCheckRecord {
  citizen: number | null
  startMs: number
  endMs: number
  outcome: 'answered' | 'quota' | 'overloaded' | 'aborted'
}

const bit = oneOf([0, 1])

export const SAMPLE_COLUMNS: Columns<SampleRecord> = {
  second: count,
  backlog: nullable(count),
  inFlight: nullable(count),
  poolWaiting: nullable(count),
  rssMb: nullable(number),
  heapMb: nullable(number),
  elu: nullable(number),
  portalUp: bit,
  portalCpuPct: nullable(number),
  workerCpuPct: nullable(number),
  postgresCpuPct: nullable(number),
  redisCpuPct: nullable(number),
}

export const PROBE_COLUMNS: Columns<ProbeRecord> = {
  atMs: number,
  target: oneOf(['page', 'permit']),
  ok: bit,
  status: nullable(count),
  ms: number,
}

export const IDENTITY_CHECK_COLUMNS: Columns<IdentityCheckRecord> = {
  citizen: nullable(count),
  startMs: number,
  endMs: number,
  outcome: oneOf(['answered', 'quota', 'overloaded', 'aborted']),
}
