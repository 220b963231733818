import type { Manifest } from '../records/manifest.ts'
import type { Best, Rank } from './best.ts'
import { isClean, meanOf, type StrategyResult } from './by-strategy.ts'
import type { Comparison } from './comparisons.ts'
import { per, percent } from './figures.ts'
import { pairedBlocks } from './paired-blocks.ts'
import { designOf, type StudyDesign } from './study-design.ts'
import type { StudySummary } from './study-summary.ts'
import type { TrialSummary } from './trial-summary.ts'

/**
 * What helped most, and how sure that is: with 8 blocks or more from the comparison with the best and those with the reference, with fewer
 * from the figures as they are, called a demonstration. null = there is nothing to compare.
 */
export function winnerSentence(manifest: Manifest, summary: StudySummary, results: readonly StrategyResult[]): string | null {
  const design = designOf(manifest)
  if (design === null) return null
  const scenario = results.find(({ strategy }) => strategy === design.reference)?.scenario ?? results[0]?.scenario
  const rivals = results.filter((result) => result.scenario === scenario)
  if (rivals.length < 2 || rivals.every((rival) => !wasMeasured(rival, design.primaryMetric))) return null
  const best = summary.best?.find((one) => one.scenario === scenario)
  const figure = (value: number) => figureOf(design.primaryMetric, value, summary.nominalCapacityPerS)
  if (!best) return demonstration(manifest, design, rivals, figure)
  const against = againstReference(summary.comparisons.filter((comparison) => comparison.scenario === scenario))
  return [rankingSentence(best, design, figure), against].filter((part) => part !== null).join(' ')
}

/** A surge of less than ten seconds has no `during`: nothing was measured that could be compared. */
function wasMeasured({ trials }: StrategyResult, metric: string): boolean {
  const window = metric.split('.')[1]
  const isWindow = window === 'before' || window === 'during' || window === 'after'
  return !isWindow || trials.some(({ windows }) => windows[window] !== null)
}

function figureOf(metric: string, value: number, nominalCapacityPerS: number): string {
  if (metric !== 'permitGoodputPerS.during') return `${metric} ${per(value)}`
  return `${per(value)} permits a second seen in time during the surge, ${percent(value / nominalCapacityPerS)} of nominal capacity`
}

function rankingSentence(
  { ranks, blocks, unranked, reason }: Best,
  { reference }: StudyDesign,
  figure: (value: number) => string,
) {
  const left = unranked.length === 0 ? '' : ` Not ranked: ${unranked.map((one) => `${one.strategy} (${one.reason})`).join(', ')}.`
  if (reason !== null) return `What helped most cannot be said: ${reason}.${left}`
  const [first, ...others] = ranks.filter(({ place }) => place !== 'not-best') as [Rank, ...Rank[]]
  if (others.length > 0) {
    const named = [first, ...others].map(({ strategy, mean }) => `${strategy} (${per(mean)})`).join(', ')
    return `What helped most the data cannot tell: each of these may be the best over ${blocks} blocks: ${named}.${left}`
  }
  const proof = `better than every other over ${blocks} blocks (Hsu's comparison with the best, 95 %)`
  const { strategy, mean } = first
  if (strategy === reference) return `Nothing did better than ${strategy} here: ${figure(mean)}, ${proof}.${left}`
  return `What helped most here was ${strategy}: ${figure(mean)}, ${proof}.${left}`
}

const VERDICT_WORDS = {
  'a-better': 'better',
  'b-better': 'worse',
  'no-difference': 'no difference that matters',
  'cannot-tell': 'cannot be told',
}

/** Every strategy's verdict against the reference, with its interval; null = there were too few blocks for all of them. */
function againstReference(comparisons: readonly Comparison[]): string | null {
  if (comparisons.every(({ p }) => p === null)) return null
  const said = Map.groupBy(comparisons, ({ verdict }) => verdict)
  const parts = Object.entries(VERDICT_WORDS).flatMap(([verdict, words]) => {
    const group = said.get(verdict as Comparison['verdict']) ?? []
    return group.length === 0 ? [] : [`${words}: ${group.map(withInterval).join(', ')}`]
  })
  const corrected =
    comparisons.length === 1
      ? '95 % interval'
      : "intervals at Holm's level: they match the verdicts, they do not hold jointly with 95 %"
  return `Against ${comparisons[0]!.b} (${corrected}): ${parts.join('; ')}.`
}

function withInterval({ a, ratio, ciAdjusted }: Comparison): string {
  if (ratio === null || ciAdjusted === null) return a
  return `${a} ${per(ratio)} times (${ciAdjusted.map(per).join(' to ')})`
}

/** The figures as they are, over the blocks that all of those compared have: with so few no more than a demonstration. */
function demonstration(
  { strategies }: Manifest,
  { primaryMetric, direction, minimumEffect, reference }: StudyDesign,
  results: readonly StrategyResult[],
  figure: (value: number) => string,
): string {
  const durable = new Set(strategies.filter(({ durability }) => durability === 'durable').map(({ name }) => name))
  const rivals = results
    .filter((rival) => rival.validTrials > 0 && durable.has(rival.strategy) && isClean(rival.ledger) === true)
    .filter((rival) => meanOf(rival, primaryMetric) !== null)
    .map(({ strategy }) => strategy)
  if (rivals.length === 0)
    return 'What helped most cannot be said: no valid trial of a durable strategy ended with a clean ledger.'

  const trials = results.flatMap(({ counted }) => counted)
  const meansOf = (names: readonly string[]) => meansOverSameBlocks(trials, names, primaryMetric)
  const means = meansOf([...new Set([...rivals, reference])]) ?? meansOf(rivals)
  if (means === null) return 'What helped most cannot be said: there is no block in which all of them have a valid trial.'

  const sign = direction === 'higher' ? 1 : -1
  const valueOf = (strategy: string) => means.get(strategy)!
  const [best, ...others] = rivals.toSorted((a, b) => sign * (valueOf(b) - valueOf(a))) as [string, ...string[]]
  const top = valueOf(best)
  if (top === 0 && direction === 'higher') return `Nobody helped anybody in this demonstration: ${figure(0)} at best.`
  const margin = 1 - minimumEffect
  const near = others.filter((other) =>
    direction === 'higher' ? valueOf(other) >= top * margin : valueOf(other) * margin <= top,
  )
  if (near.length > 0) {
    const named = [best, ...near].map((strategy) => `${strategy} (${per(valueOf(strategy))})`).join(', ')
    return `What helped most this demonstration cannot tell, the best are within ${percent(minimumEffect)} of each other: ${named}.`
  }
  if (best === reference) return `Nothing did better than ${reference} in this demonstration: ${figure(top)}.`
  const other = means.get(reference)
  const against = other === undefined ? '' : `, against ${per(other)} with ${reference}`
  return `What helped most in this demonstration was ${best}: ${figure(top)}${against}.`
}

/** null = they have no block in common. */
function meansOverSameBlocks(
  trials: readonly TrialSummary[],
  strategies: readonly string[],
  metric: string,
): ReadonlyMap<string, number> | null {
  const { blocks } = pairedBlocks(trials, strategies, metric)
  if (blocks.length === 0) return null
  const mean = (index: number) => blocks.reduce((sum, { figures }) => sum + figures[index]!, 0) / blocks.length
  return new Map(strategies.map((strategy, index) => [strategy, mean(index)]))
}
