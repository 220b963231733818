import type { Study } from '../studies/study.ts'
import type { Comparison } from './comparisons.ts'

/**
 * What a control of the method says about it: it found what had to be found, found nothing, or found what is not there. Not decided: a
 * demonstration, or the measurement allowed no verdict (`Comparison.judged`); that says nothing of the method.
 */
export type ControlOutcome = 'as-expected' | 'missed' | 'wrong' | 'not-decided'

/** @returns null when nothing is expected: the study is an open question */
export function controlOutcome(
  expects: Study['expects'] | null,
  comparisons: readonly Pick<Comparison, 'verdict' | 'judged'>[],
): ControlOutcome | null {
  if (!expects) return null
  const verdicts = comparisons.map(({ verdict }) => verdict)
  if (verdicts.some((verdict) => (expects === 'no-winner' ? verdict.endsWith('-better') : verdict === 'a-better'))) return 'wrong'
  if (verdicts.length === 0 || comparisons.some(({ judged }) => !judged)) return 'not-decided'
  return expects === 'no-winner' || verdicts.every((verdict) => verdict === expects) ? 'as-expected' : 'missed'
}

/** How several independent studies of one control went. */
export interface ControlTally {
  /** Studies that were judged; the others say nothing. */
  decided: number
  found: number
  /** How many of those decided may name a winner that there cannot be: more are not chance (`no-winner` alone, else 0). */
  chanceWinners: number
  /** null = too few were decided. */
  passed: boolean | null
}

/** At least 8 of 10 must be decided, and of a planted change 8 of 10 of these must find it. */
const SHARE = 0.8
/** Each study may name a winner among equals so often; and the bound on their number is exceeded by chance no oftener. */
const FALSE_SHARE = 0.05

/** @param of studies that were ordered */
export function tallyOf(
  expects: NonNullable<Study['expects']>,
  outcomes: readonly (ControlOutcome | null)[],
  of: number,
): ControlTally {
  const judged = outcomes.filter((outcome) => outcome !== 'not-decided' && outcome !== null)
  const { length: decided } = judged
  const { length: found } = judged.filter((outcome) => outcome === 'as-expected')
  const chanceWinners = expects === 'no-winner' ? mostByChance(decided) : 0
  // To whole studies upwards: 8 of 10, 4 of 5, 3 of 3.
  const enough = decided > 0 && decided >= Math.ceil(SHARE * of)
  const holds = expects === 'no-winner' ? decided - found <= chanceWinners : found >= SHARE * decided
  return { decided, found, chanceWinners, passed: enough ? holds : null }
}

/** Smallest number that a binomial count of n, each with 5 %, exceeds with a chance of 5 % at most: 0 of 1, 2 of 10, 3 of 20. */
function mostByChance(n: number): number {
  let chance = (1 - FALSE_SHARE) ** n
  let below = chance
  let count = 0
  while (below < 1 - FALSE_SHARE - 1e-12) {
    chance *= ((n - count) / (count + 1)) * (FALSE_SHARE / (1 - FALSE_SHARE))
    below += chance
    count += 1
  }
  return count
}
