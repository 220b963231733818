import { bootstrapMeanCi95 } from '../statistics/bootstrap.ts'

/** Whether a goal was reached; `cannot-tell` when the interval holds it. */
export type Reached = 'yes' | 'no' | 'cannot-tell'

/** Ratio of what was measured in the same rounds. */
export interface PairedRatio {
  /** Rounds that have both. */
  rounds: number
  /** Geometric mean; null: fewer than two rounds. */
  ratio: number | null
  ci95: [number, number] | null
}

/** a / b from the logarithms of their ratios round by round, so that what disturbs a whole round cancels out. */
export function pairedRatio(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>, seed: number): PairedRatio {
  const logs = [...a].flatMap(([round, value]) => (b.has(round) ? [Math.log(value / b.get(round)!)] : []))
  const rounds = logs.length
  if (rounds < 2) return { rounds, ratio: null, ci95: null }
  const [low, high] = bootstrapMeanCi95(logs, seed)
  return { rounds, ratio: Math.exp(logs.reduce((sum, log) => sum + log, 0) / rounds), ci95: [Math.exp(low), Math.exp(high)] }
}

/** @param interval what the figure may be; each end is held against the goal */
export function reached([low, high]: readonly [number, number], isGood: (value: number) => boolean): Reached {
  if (isGood(low) && isGood(high)) return 'yes'
  return isGood(low) || isGood(high) ? 'cannot-tell' : 'no'
}
