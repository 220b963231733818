import type { CitizenRecord } from '../records/citizen-record.ts'
import type { SampleRecord } from '../records/sample-record.ts'
import { timeToPermitMs } from './latency.ts'
import { quantile } from './quantile.ts'
import { inWindow, type Window, type Windows } from './windows.ts'

/** So many seconds in a row must be as before. */
const HOLDS_S = 5
/** Cohort p95 of the time to the result may be so many times what it was before. */
const SLOWER_AT_MOST = 1.5

export interface Recovery {
  /** Seconds from the end of the surge; null = not while people arrived, or it cannot be judged. */
  recoveryS: number | null
  /** Seconds watched in vain; null when it recovered or cannot be judged. */
  recoveryCensoredAtS: number | null
  /** Seconds from the end of the surge until the backlog was for 5 s no larger than its maximum before; drain included. */
  backlogClearedS: number | null
}

interface Observed {
  applicants: readonly CitizenRecord[]
  samples: readonly SampleRecord[] | null
  windows: Windows
  endedS: number
  /** Inline strategies accept nothing without issuing it: they have no backlog to clear. null = not known. */
  intake: 'inline' | 'queued' | null
}

/**
 * First second after the surge from which, for 5 s, the p95 time to the result of each second's arrivals is at most 1.5 x
 * before and backlog + in-flight at most its maximum before. Second by second from the end of the surge; a second in which
 * nobody arrived says nothing against it, a second without a sample does.
 */
export function recoveryOf({ applicants, samples, windows, endedS, intake }: Observed): Recovery {
  const { before, surge, arrivalsEndS } = windows
  const unknown = { recoveryS: null, recoveryCensoredAtS: null, backlogClearedS: null }
  if (before === null || surge === null || samples === null) return unknown
  const bySecond = new Map(samples.map((sample) => [sample.second, sample]))

  const p95Before = p95(applicants.filter((citizen) => inWindow(before, citizen.intendedMs)))
  const workBefore = maximum(samples, before, workOf)
  const backlogBefore = maximum(samples, before, (sample) => sample.backlog)
  const backlogClearedS =
    intake === 'inline' || backlogBefore === null
      ? null
      : firstHold(surge.endS, endedS, (second) => atMost(bySecond.get(second)?.backlog, backlogBefore))
  // Before the surge more than 5 % went without: there is no state to recover to.
  if (p95Before === null || p95Before === Infinity || workBefore === null) return { ...unknown, backlogClearedS }

  const watchedToS = Math.min(arrivalsEndS, endedS)
  const cohorts = Map.groupBy(applicants, (citizen) => Math.floor((citizen.intendedMs - surge.endS * 1000) / 1000))
  const recoveryS = firstHold(surge.endS, watchedToS, (second, sinceSurge) => {
    const time = p95(cohorts.get(sinceSurge) ?? [])
    const sample = bySecond.get(second)
    return (time === null || time <= SLOWER_AT_MOST * p95Before) && atMost(sample && workOf(sample), workBefore)
  })
  return { recoveryS, recoveryCensoredAtS: recoveryS === null ? watchedToS - surge.endS : null, backlogClearedS }
}

/** Seconds from `fromS` to the first of HOLDS_S seconds in a row for which the condition holds, all before `toS`. */
function firstHold(fromS: number, toS: number, holds: (second: number, sinceFrom: number) => boolean): number | null {
  let since = 0
  for (let offset = 0; fromS + offset + 1 <= toS; offset += 1) {
    if (!holds(Math.floor(fromS + offset), offset)) since = offset + 1
    else if (offset + 1 - since === HOLDS_S) return since
  }
  return null
}

function workOf(sample: SampleRecord): number | null {
  return sample.backlog === null || sample.inFlight === null ? null : sample.backlog + sample.inFlight
}

function maximum(samples: readonly SampleRecord[], window: Window, of: (sample: SampleRecord) => number | null): number | null {
  const values = samples.filter((sample) => inWindow(window, sample.second * 1000)).flatMap((sample) => of(sample) ?? [])
  return values.length === 0 ? null : Math.max(...values)
}

function p95(cohort: readonly CitizenRecord[]): number | null {
  return quantile(cohort.map(timeToPermitMs), 0.95)
}

function atMost(value: number | null | undefined, limit: number): boolean {
  return typeof value === 'number' && value <= limit
}
