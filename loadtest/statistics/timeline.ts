import type { Outcome } from '../records/attempt-record.ts'
import { count, nullable, number, oneOf, text } from '../records/cell.ts'
import type { Columns } from '../records/csv.ts'
import type { Stage } from '../scenarios/scenario.ts'
import type { TrialRecords } from '../records/trial-records.ts'
import { attemptsThatMatter, countAttempts } from './attempt-counts.ts'
import { fateOf, splitVisitors, visitorJourneys } from './fates.ts'
import { latencyOf } from './latency.ts'
import { quantile } from './quantile.ts'

/** One second of a trial, one row of timeline.csv. */
export interface TimelineRow extends Record<Outcome, number> {
  second: number
  /** `drain` after the last stage. */
  stage: string
  /** Applicants who meant to arrive in this second. */
  scheduled: number
  /** Sent in this second; the outcomes count those that ended in it. */
  attempts: number
  acknowledged: number
  /** Permits seen by citizens in this second, however late; served.csv says which were in time. */
  permits: number
  inFlight: number | null
  backlog: number | null
  /** Of the acknowledgements and give-ups of this second, from the intended arrival. */
  p50Ms: number | null
  p99Ms: number | null
  poolWaiting: number | null
  rssMb: number | null
  heapMb: number | null
  elu: number | null
  portalUp: 0 | 1 | null
}

/** The contract's columns in the contract's order. */
export const TIMELINE_COLUMNS: Columns<TimelineRow> = {
  second: count,
  stage: text,
  scheduled: count,
  attempts: count,
  ok: count,
  rejected: count,
  timedOut: count,
  failed: count,
  reset: count,
  refused: count,
  acknowledged: count,
  permits: count,
  inFlight: nullable(count),
  backlog: nullable(count),
  p50Ms: nullable(number),
  p99Ms: nullable(number),
  poolWaiting: nullable(count),
  rssMb: nullable(number),
  heapMb: nullable(number),
  elu: nullable(number),
  portalUp: nullable(oneOf([0, 1])),
}

/** One row of served.csv: permits seen in this second by when they came; their sum is `permits` of timeline.csv. */
export interface ServedRow {
  second: number
  served: number
  late: number
}

export const SERVED_COLUMNS: Columns<ServedRow> = { second: count, served: count, late: count }

/** The trial second by second, to the end of the drain or the last recorded event. */
export function timelineOf(records: TrialRecords): TimelineRow[] {
  const { facts, citizens } = records
  const { applicants } = splitVisitors(citizens, facts)
  const attempts = attemptsThatMatter(records.attempts, visitorJourneys(facts))
  const latencies = applicants.flatMap((citizen) => latencyOf(citizen) ?? [])

  const ended = Map.groupBy(attempts, (attempt) => secondOf(attempt.endMs))
  const waits = Map.groupBy(latencies, ({ atMs }) => secondOf(atMs))
  const samples = new Map((records.samples ?? []).map((sample) => [sample.second, sample]))
  const events = {
    scheduled: perSecond(applicants.map((citizen) => citizen.intendedMs)),
    attempts: perSecond(attempts.map((attempt) => attempt.startMs)),
    acknowledged: perSecond(applicants.flatMap((citizen) => citizen.acknowledgedMs ?? [])),
    permits: perSecond(applicants.flatMap((citizen) => citizen.resultMs ?? [])),
  }
  return Array.from({ length: lengthOf(records) }, (_, second) => {
    const { sent: _sent, ...outcomes } = countAttempts([], ended.get(second) ?? [])
    const waitsMs = (waits.get(second) ?? []).map(({ ms }) => ms)
    const { inFlight, backlog, poolWaiting, rssMb, heapMb, elu, portalUp } = samples.get(second) ?? NO_SAMPLE
    return {
      second,
      stage: stageAt(facts.stages, second),
      scheduled: events.scheduled(second),
      attempts: events.attempts(second),
      ...outcomes,
      acknowledged: events.acknowledged(second),
      permits: events.permits(second),
      inFlight,
      backlog,
      p50Ms: quantile(waitsMs, 0.5),
      p99Ms: quantile(waitsMs, 0.99),
      poolWaiting,
      rssMb,
      heapMb,
      elu,
      portalUp,
    }
  })
}

export function servedBySecond(records: TrialRecords): ServedRow[] {
  const { applicants } = splitVisitors(records.citizens, records.facts)
  const seen = (fate: 'served' | 'late') =>
    perSecond(applicants.flatMap((citizen) => (fateOf(citizen) === fate ? (citizen.resultMs ?? []) : [])))
  const [served, late] = [seen('served'), seen('late')]
  return Array.from({ length: lengthOf(records) }, (_, second) => ({ second, served: served(second), late: late(second) }))
}

const NO_SAMPLE = { inFlight: null, backlog: null, poolWaiting: null, rssMb: null, heapMb: null, elu: null, portalUp: null }

/** Long enough for every event, so that the sums of the columns are the summary's. */
function lengthOf({ facts, citizens, attempts }: TrialRecords): number {
  let length = Math.ceil(facts.endedS)
  const reach = (ms: number | null) => {
    if (ms !== null) length = Math.max(length, secondOf(ms) + 1)
  }
  for (const { intendedMs, acknowledgedMs, resultMs } of citizens) [intendedMs, acknowledgedMs, resultMs].forEach(reach)
  for (const { startMs, endMs } of attempts) [startMs, endMs].forEach(reach)
  return length
}

/** How many of the times fall into a second. */
function perSecond(timesMs: readonly number[]): (second: number) => number {
  const counts = new Map<number, number>()
  for (const ms of timesMs) counts.set(secondOf(ms), (counts.get(secondOf(ms)) ?? 0) + 1)
  return (second) => counts.get(second) ?? 0
}

function secondOf(ms: number): number {
  return Math.max(0, Math.floor(ms / 1000))
}

function stageAt(stages: readonly Stage[], second: number): string {
  let end = 0
  for (const stage of stages) {
    end += stage.durationS
    if (second < end) return stage.name
  }
  return 'drain'
}
