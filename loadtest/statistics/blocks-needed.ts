import jstat from 'jstat'
import { BLOCKS_FOR_INTERVAL } from './comparisons.ts'

interface Wanted {
  /** Chance of finding the effect when it is there; default 0.8. */
  power?: number
  /** Two-sided; default 0.05. Divide by the number of comparisons of the study, as Holm's first step does. */
  level?: number
}

/** A pilot that asks for more has nothing to plan with; it also ends the search. */
const MOST_BLOCKS = 100_000

/**
 * Blocks after which a paired t-test finds a change of `minimumEffect` (a share: 0.05 = 5 % less), by the noncentral t distribution.
 * The bootstrap's interval is somewhat wider at few blocks, and a small pilot's spread is itself uncertain: a plan, no promise.
 * @param logRatios of a pilot, one a block, of the same two strategies
 * @returns 8 at least; null of fewer than two values, or where even 100,000 blocks are too few
 */
export function blocksNeeded(logRatios: readonly number[], minimumEffect: number, wanted: Wanted = {}): number | null {
  const { power = 0.8, level = 0.05 } = wanted
  const n = logRatios.length
  if (n < 2) return null
  const mean = logRatios.reduce((sum, value) => sum + value, 0) / n
  const deviation = Math.sqrt(logRatios.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1))
  const effect = -Math.log1p(-minimumEffect) / deviation
  return effect === Infinity ? BLOCKS_FOR_INTERVAL : fewestWithPower(effect, power, level)
}

/** Power rises with n: the halving of an interval finds the first that has enough. */
function fewestWithPower(effect: number, power: number, level: number): number | null {
  let [few, many] = [BLOCKS_FOR_INTERVAL - 1, MOST_BLOCKS]
  if (!(pairedPower(many, effect, level) >= power)) return null
  while (many - few > 1) {
    const middle = Math.floor((few + many) / 2)
    if (pairedPower(middle, effect, level) >= power) many = middle
    else few = middle
  }
  return many
}

/** Power of a two-sided paired t-test of n pairs; `effect` = mean difference / its standard deviation (Cohen's dz). */
export function pairedPower(n: number, effect: number, level: number): number {
  const critical = jstat.studentt.inv(1 - level / 2, n - 1)
  const noncentrality = effect * Math.sqrt(n)
  // Its series needs thousands of terms for large ones, where the normal distribution is as good.
  if (noncentrality > 30 || n > 1000) return 1 - jstat.normal.cdf(critical - noncentrality, 0, 1)
  const { cdf } = jstat.noncentralt
  return 1 - cdf(critical, n - 1, noncentrality) + cdf(-critical, n - 1, noncentrality)
}
