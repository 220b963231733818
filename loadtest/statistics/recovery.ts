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
 * First second after the surge from which, for 5 s, the p95 time to the result of those who arrive in these 5 s is at most 1.5 x
 * before, and backlog + in-flight in each of them at most its maximum before. (The cohort is that of the 5 s: at base load a
 * single second has some fifteen people, whose p95 would be the slowest of them.) A window in which nobody arrived says
 * nothing against it, a second without a sample does.
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
  const isQuiet = (second: number) => {
    const sample = bySecond.get(second)
    return atMost(sample && workOf(sample), workBefore)
  }
  const isFast = (startS: number) => {
    const time = p95(applicants.filter(({ intendedMs }) => inWindow({ startS, endS: startS + HOLDS_S }, intendedMs)))
    return time === null || time <= SLOWER_AT_MOST * p95Before
  }
  const recoveryS = firstHold(surge.endS, watchedToS, isQuiet, isFast)
  return { recoveryS, recoveryCensoredAtS: recoveryS === null ? watchedToS - surge.endS : null, backlogClearedS }
}

/** Seconds from `fromS` to the first HOLDS_S seconds in a row, all before `toS`, that hold one by one and together. */
function firstHold(
  fromS: number,
  toS: number,
  holds: (second: number) => boolean,
  holdTogether: (startS: number) => boolean = () => true,
): number | null {
  for (let offset = 0; fromS + offset + HOLDS_S <= toS; offset += 1) {
    const seconds = Array.from({ length: HOLDS_S }, (_, index) => Math.floor(fromS + offset) + index)
    if (seconds.every(holds) && holdTogether(fromS + offset)) return offset
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
