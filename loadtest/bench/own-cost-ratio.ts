import { median } from '../statistics/median.ts'
import { pairedRatio, reached } from './paired-ratio.ts'
import type { Reached } from './paired-ratio.ts'

export type Portal = 'instrumented' | 'bare'

export interface OwnCostSlice {
  round: number
  /** From 1: an instrumented and a bare slice, one right after the other. */
  pair: number
  portal: Portal
  /** Of the portal, % of one core. */
  cpuPct: number
  /** Not everybody in this round saw her result: the machine was busy with something else, and the round is left out. */
  disturbed: boolean
}

/** What instruments add to the portal's CPU time. */
export interface AddedCost {
  /** Rounds that were not disturbed. */
  rounds: number
  /** As a share; null: fewer than two such rounds. */
  share: number | null
  ci95: [number, number] | null
  reached: Reached
}

/** @param goal share of the portal's CPU */
export function compareSlices(slices: readonly OwnCostSlice[], goal: number, seed: number): AddedCost {
  const rounds = Map.groupBy(
    slices.filter(({ disturbed }) => !disturbed),
    ({ round }) => round,
  )
  const ratios = [...rounds].map(([round, own]) => [round, ratioOf(own)] as const).filter(([, ratio]) => Number.isFinite(ratio))
  const pairs = pairedRatio(new Map(ratios), new Map(ratios.map(([round]) => [round, 1])), seed)
  if (pairs.ci95 === null) return { rounds: pairs.rounds, share: null, ci95: null, reached: 'cannot-tell' }
  const ci95 = pairs.ci95.map((ratio) => ratio - 1) as [number, number]
  return { rounds: pairs.rounds, share: pairs.ratio! - 1, ci95, reached: reached(ci95, (value) => value < goal) }
}

/** Instrumented / bare in a round: the median of its pairs, since a burst of the machine's other guests spoils some of them; NaN without a pair. */
export function ratioOf(slices: readonly OwnCostSlice[]): number {
  const pairs = [...Map.groupBy(slices, ({ pair }) => pair).values()].filter((pair) => pair.length === 2)
  return median(pairs.map((pair) => medianPct(pair, 'instrumented') / medianPct(pair, 'bare'))) ?? Number.NaN
}

/** @param portal which slices; NaN when there are none */
export function medianPct(slices: readonly OwnCostSlice[], portal: Portal): number {
  return median(slices.filter((slice) => slice.portal === portal).map(({ cpuPct }) => cpuPct)) ?? Number.NaN
}
