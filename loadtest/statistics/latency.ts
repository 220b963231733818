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
}

/** null = fewer than that share of those who came ever saw their permit. */
export interface TimeToPermitS {
  p50: number | null
  p95: number | null
  p99: number | null
}

/** How long one citizen waited for her acknowledgement, from her intended arrival. */
export interface Latency {
  ms: number
  /** When it was known, ms since the trial's start. */
  atMs: number
  /** She gave up: it would have taken at least this long. */
  censored: boolean
}

/** null for those who were turned away (a fast no is no latency) or never sent, and for records that contradict themselves. */
export function latencyOf(citizen: CitizenRecord): Latency | null {
  const { acknowledgedMs, intendedMs, finishedMs } = citizen
  if (acknowledgedMs !== null) return { ms: acknowledgedMs - intendedMs, atMs: acknowledgedMs, censored: false }
  return fateOf(citizen) === 'gaveUp' ? { ms: finishedMs - intendedMs, atMs: finishedMs, censored: true } : null
}

export function latencyHistogram(applicants: readonly CitizenRecord[]): Histogram {
  return histogramOf(applicants.flatMap((citizen) => latencyOf(citizen)?.ms ?? []))
}

/** Times to the permit of those who saw it, ms. */
export function timeToPermitHistogram(applicants: readonly CitizenRecord[]): Histogram {
  return histogramOf(applicants.map(timeToPermitMs).filter(Number.isFinite))
}

export function latencyMs(applicants: readonly CitizenRecord[]): LatencyMs {
  const histogram = latencyHistogram(applicants)
  const at = (percentile: number) => (histogram.totalCount === 0 ? null : histogram.getValueAtPercentile(percentile))
  return {
    p50: at(50),
    p90: at(90),
    p95: at(95),
    p99: at(99),
    max: at(100),
    count: histogram.totalCount,
    censored: applicants.filter((citizen) => latencyOf(citizen)?.censored).length,
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

function histogramOf(timesMs: readonly number[]): Histogram {
  const histogram = build({ highestTrackableValue: LONGEST_MS, numberOfSignificantValueDigits: 3, autoResize: false })
  for (const ms of timesMs) histogram.recordValue(Math.min(LONGEST_MS, Math.max(0, Math.round(ms))))
  return histogram
}
