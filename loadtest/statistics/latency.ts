import { build, type Histogram } from 'hdr-histogram-js'
import type { CitizenRecord } from '../records/citizen-record.ts'
import { fateOf } from './fates.ts'
import { quantile } from './quantile.ts'

/** Longest time a histogram tells apart, ms; no trial lasts an hour. */
const LONGEST_MS = 3_600_000

export interface LatencyMs {
  p50: number | null
  p90: number | null
  p95: number | null
  p99: number | null
  max: number | null
  /** People measured; `censored` of them gave up, so theirs is at least this long. */
  count: number
  censored: number
  /** The shortest of theirs: percentiles from there on are at least so long. null = nobody gave up. */
  censoredFromMs: number | null
}

/** null = fewer than that share of those who came ever saw their permit. */
export interface TimeToPermitS {
  p50: number | null
  p95: number | null
  p99: number | null
}

/** How long one citizen waited, from her intended arrival. */
export interface Latency {
  ms: number
  /** When it was known, ms since the trial's start. */
  atMs: number
  /** She gave up: it would have taken at least this long. */
  censored: boolean
}

/** For her acknowledgement; null for those who were turned away (a fast no is no latency) or never sent, and for records that contradict themselves. */
export function latencyOf(citizen: CitizenRecord): Latency | null {
  return latencyUntil(citizen.acknowledgedMs, citizen)
}

/** A visitor's, for the page; likewise. */
export function pageLatencyOf(visitor: CitizenRecord): Latency | null {
  return latencyUntil(visitor.resultMs, visitor)
}

function latencyUntil(doneMs: number | null, citizen: CitizenRecord): Latency | null {
  const { intendedMs, finishedMs } = citizen
  if (doneMs !== null) return { ms: doneMs - intendedMs, atMs: doneMs, censored: false }
  return fateOf(citizen) === 'gaveUp' ? { ms: finishedMs - intendedMs, atMs: finishedMs, censored: true } : null
}

export function latencyHistogram(people: readonly CitizenRecord[], of: typeof latencyOf = latencyOf): Histogram {
  return histogramOf(people.flatMap((citizen) => of(citizen)?.ms ?? []))
}

/** Times to the permit of those who saw it, ms. */
export function timeToPermitHistogram(applicants: readonly CitizenRecord[]): Histogram {
  return histogramOf(applicants.map(timeToPermitMs).filter(Number.isFinite))
}

/** Of acknowledgements, or of what else `of` measures. */
export function latencyMs(people: readonly CitizenRecord[], of: typeof latencyOf = latencyOf): LatencyMs {
  const histogram = latencyHistogram(people, of)
  const at = (percentile: number) => (histogram.totalCount === 0 ? null : histogram.getValueAtPercentile(percentile))
  const givenUpMs = people.flatMap((citizen) => of(citizen) ?? []).flatMap(({ ms, censored }) => (censored ? ms : []))
  return {
    p50: at(50),
    p90: at(90),
    p95: at(95),
    p99: at(99),
    max: at(100),
    count: histogram.totalCount,
    censored: givenUpMs.length,
    censoredFromMs: givenUpMs.length === 0 ? null : givenUpMs.reduce((a, b) => Math.min(a, b)),
  }
}

/**
 * Over everybody who was sent for a permit: a percentile that falls among those who never saw theirs is null, or the few whom a
 * collapsing portal still serves would make it look quick.
 */
export function timeToPermitS(applicants: readonly CitizenRecord[]): TimeToPermitS {
  const times = applicants.filter((citizen) => citizen.ending !== 'not-sent').map(timeToPermitMs)
  const at = (p: number) => {
    const ms = quantile(times, p)
    return ms === null || ms === Infinity ? null : ms / 1000
  }
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

/** From the intended arrival until she saw the result; Infinity = has not seen it. */
export function timeToPermitMs(citizen: CitizenRecord): number {
  return citizen.resultMs === null ? Infinity : citizen.resultMs - citizen.intendedMs
}

/** Of several trials, which are never averaged. They stay as they are; of one it is that one. */
export function mergeHistograms(histograms: readonly Histogram[]): Histogram {
  const [only, ...others] = histograms
  if (only !== undefined && others.length === 0) return only
  const merged = emptyHistogram()
  for (const histogram of histograms) merged.add(histogram)
  return merged
}

function histogramOf(timesMs: readonly number[]): Histogram {
  const histogram = emptyHistogram()
  for (const ms of timesMs) histogram.recordValue(Math.min(LONGEST_MS, Math.max(0, Math.round(ms))))
  return histogram
}

function emptyHistogram(): Histogram {
  return build({ highestTrackableValue: LONGEST_MS, numberOfSignificantValueDigits: 3, autoResize: false })
}
