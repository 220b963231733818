/** The share of families of comparisons that may name a difference where there is none. */
const FAMILY_LEVEL = 0.05

export interface HolmStep {
  /** At most 0.05 = a difference, whatever the other comparisons say. */
  pAdjusted: number
  /** The level of this comparison's own interval: with it, the interval excludes "equal" exactly when `pAdjusted` is at most 0.05. */
  level: number
}

/**
 * Holm's step-down procedure (Scandinavian Journal of Statistics 6, 1979): holds the chance of any false difference below 5 % under
 * every dependence between comparisons, as those with one common reference have. The smallest p is tested at 0.05 / m, the next at
 * 0.05 / (m - 1) and so on; the first that fails ends it, and its level stays in force for all that follow.
 * @returns in the order of the p-values
 */
export function holm(pValues: readonly number[]): HolmStep[] {
  const steps = Array<HolmStep>(pValues.length)
  const ascending = Array.from(pValues.keys()).toSorted((a, b) => pValues[a]! - pValues[b]!)
  let pAdjusted = 0
  let left = pValues.length
  ascending.forEach((index, rank) => {
    const stillTesting = pAdjusted <= FAMILY_LEVEL
    if (stillTesting) left = pValues.length - rank
    pAdjusted = Math.max(pAdjusted, Math.min(1, pValues[index]! * (pValues.length - rank)))
    steps[index] = { pAdjusted, level: FAMILY_LEVEL / left }
  })
  return steps
}
