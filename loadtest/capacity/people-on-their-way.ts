import type { CitizenRecord } from '../records/citizen-record.ts'

/** People who had arrived and were neither served nor gone, at the end of each second from 1 to `untilS`. */
export function peopleOnTheirWay(citizens: readonly CitizenRecord[], untilS: number): number[] {
  const change = Array.from({ length: untilS + 1 }, () => 0)
  const count = (ms: number, by: number) => {
    const second = Math.ceil(ms / 1000)
    if (second <= untilS) change[Math.max(1, second)]! += by
  }
  for (const { intendedMs, finishedMs } of citizens) {
    count(intendedMs, 1)
    count(finishedMs, -1)
  }
  let present = 0
  return change.slice(1).map((by) => (present += by))
}

export interface Growth {
  /** How much faster people come than they go, as a share of those who come; 0 = everybody who comes also goes. */
  share: number
  /** Its standard error in a system that is stable, from chance alone. */
  standardError: number
}

/**
 * Slope of the least-squares line through the people on their way, over the arrival rate: what grows in a short trial collapses in a
 * long one. Standard error: in a stable system their number varies like a Poisson variable L with a memory of one stay W = L / rate
 * (M/G/infinity, Little), which gives the slope a variance of 12 * 2 L W / T^3.
 * @param present at distances of 1 s
 * @returns null of fewer than five seconds or of nobody
 */
export function growthOf(present: readonly number[], ratePerS: number): Growth | null {
  const n = present.length
  const mean = present.reduce((sum, value) => sum + value, 0) / n
  if (n < FEWEST_SECONDS || !(mean > 0) || !(ratePerS > 0)) return null
  const middle = (n - 1) / 2
  const slope = present.reduce((sum, value, second) => sum + value * (second - middle), 0) / ((n ** 3 - n) / 12)
  return { share: slope / ratePerS, standardError: (Math.sqrt(24) * mean) / (ratePerS * n) ** 1.5 }
}

const FEWEST_SECONDS = 5

/** Seconds after which the standard error of the same people is `wanted`: it shrinks with the length to the power of 1.5. */
export function secondsUntil(wanted: number, { standardError }: Growth, seconds: number): number {
  return Math.ceil(seconds * (standardError / wanted) ** (2 / 3))
}
