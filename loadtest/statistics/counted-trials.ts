import type { TrialSummary } from './trial-summary.ts'

type Countable = Pick<TrialSummary, 'strategy' | 'scenario' | 'seed' | 'block' | 'valid' | 'attemptNo'>

/**
 * One trial per strategy, scenario, seed and block, so that the same people are counted once: a valid one before an invalid one, then the
 * latest attempt. In the order in which the places were first taken.
 */
export function countedTrials<T extends Countable>(trials: readonly T[]): T[] {
  const places = Map.groupBy(trials, ({ strategy, scenario, seed, block }) => JSON.stringify([strategy, scenario, seed, block]))
  return Array.from(places.values(), (attempts) => attempts.reduce((one, other) => (standsFor(other, one) ? other : one)))
}

function standsFor(other: Countable, one: Countable): boolean {
  if (other.valid !== one.valid) return other.valid
  return (other.attemptNo ?? 1) >= (one.attemptNo ?? 1)
}
