import type { AttemptRecord } from '../records/attempt-record.ts'
import type { TrialRecords } from '../records/trial-records.ts'
import { fateOf, splitVisitors } from './fates.ts'
import { latencyOf } from './latency.ts'
import { quantile } from './quantile.ts'
import { steadyStateOf } from './steady-state.ts'
import type { Window } from './windows.ts'

/** When one stage of a trial became steady: all of permits in time, median wait for the acknowledgement and requests in flight. */
export interface StageSteadyState {
  stage: string
  /** Seconds since the trial's start. */
  startS: number
  endS: number
  /** From when on all three measures are steady; null = none was reached, or nobody can tell. */
  reachedAtS: number | null
  /** Why there is none, naming the first measure that has none. */
  reason: string | null
}

/** The widest that cuts a stage into enough values; in less than a quarter of a second too little happens to be counted. */
const BINS_S = [1, 0.5, 0.25] as const
const ENOUGH_BINS = 40
/** Levels below which no difference matters: a tenth of a second feels like at once (Nielsen 1993, chapter 5). */
const AT_ONCE_MS = 100
const IDLE_REQUESTS = 1

/** One element for each stage in the order of the scenario; the drain is none. */
export function stageSteadyStates(records: TrialRecords): StageSteadyState[] {
  let startS = 0
  return records.facts.stages.map(({ name, durationS }) => {
    const span = { startS, endS: startS + durationS }
    startS = span.endS
    return { stage: name, ...span, ...steadyStateIn(span, records) }
  })
}

function steadyStateIn(span: Window, records: TrialRecords): Pick<StageSteadyState, 'reachedAtS' | 'reason'> {
  if (span.endS > records.facts.endedS) return { reachedAtS: null, reason: 'the trial ended before the stage did' }
  const bins = new Bins(span)
  let reachedAtS = span.startS
  for (const [measure, values] of Object.entries(seriesOf(records, bins))) {
    // A value that is not known (nobody was answered just then) is left out; what is left keeps its time.
    const known = values.flatMap((value, bin) => (value === null ? [] : [{ value, bin }]))
    const { truncate, reason } = steadyStateOf(known.map(({ value }) => value))
    if (truncate === null) return { reachedAtS: null, reason: `${measure}: ${reason}` }
    reachedAtS = Math.max(reachedAtS, span.startS + known[truncate]!.bin * bins.widthS)
  }
  return { reachedAtS, reason: null }
}

function seriesOf(records: TrialRecords, bins: Bins): Record<string, (number | null)[]> {
  const { applicants } = splitVisitors(records.citizens, records.facts)
  const served = applicants.filter((citizen) => fateOf(citizen) === 'served').flatMap(({ resultMs }) => resultMs ?? [])
  const waits = Map.groupBy(
    applicants.flatMap((citizen) => latencyOf(citizen) ?? []),
    ({ atMs }) => bins.indexOf(atMs),
  )
  return {
    'permits in time': bins.count(served),
    'median wait': bins.map((bin) => {
      const median = quantile(
        (waits.get(bin) ?? []).map(({ ms }) => ms),
        0.5,
      )
      return median === null ? null : Math.max(AT_ONCE_MS, median)
    }),
    'requests in flight': inFlight(records.attempts, bins),
  }
}

/** Mean number of requests that the citizens were waiting for, from the beginnings and ends of their attempts. */
function inFlight(attempts: readonly AttemptRecord[], bins: Bins): number[] {
  const ms = bins.map(() => 0)
  for (const { startMs, endMs } of attempts) {
    for (let bin = Math.max(0, bins.indexOf(startMs)); bin < ms.length && bins.startMs(bin) < endMs; bin++) {
      ms[bin]! += Math.min(endMs, bins.startMs(bin + 1)) - Math.max(startMs, bins.startMs(bin))
    }
  }
  return ms.map((sum) => Math.max(IDLE_REQUESTS, sum / (bins.widthS * 1000)))
}

/** A stage cut into equal pieces. */
class Bins {
  readonly widthS: number
  readonly #fromMs: number
  readonly #length: number

  constructor({ startS, endS }: Window) {
    this.widthS = BINS_S.find((width) => (endS - startS) / width >= ENOUGH_BINS) ?? BINS_S.at(-1)!
    this.#fromMs = startS * 1000
    this.#length = Math.floor((endS - startS) / this.widthS)
  }

  /** Below 0 before the stage, beyond the last piece after it. */
  indexOf(ms: number): number {
    return Math.floor((ms - this.#fromMs) / (this.widthS * 1000))
  }

  startMs(bin: number): number {
    return this.#fromMs + bin * this.widthS * 1000
  }

  map<T>(value: (bin: number) => T): T[] {
    return Array.from({ length: this.#length }, (_, bin) => value(bin))
  }

  count(timesMs: readonly number[]): number[] {
    const counts = this.map(() => 0)
    for (const ms of timesMs) {
      const bin = this.indexOf(ms)
      if (bin >= 0 && bin < counts.length) counts[bin]! += 1
    }
    return counts
  }
}
