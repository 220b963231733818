import { BLOCKS_FOR_INTERVAL } from './comparisons.ts'
import { dunnettCritical } from './dunnett.ts'
import { invalidRates, whyInvalidRatesDiffer } from './invalid-rates.ts'
import { anyZero, logRatios, type PairedBlock, pairedBlocks, zerosInWords, zerosTurnSign } from './paired-blocks.ts'
import type { StudyDesign } from './study-design.ts'
import type { TrialSummary } from './trial-summary.ts'

/** Which strategies may be the best one under a scenario. */
export interface Best {
  metric: string
  scenario: string
  direction: StudyDesign['direction']
  /** Blocks in which every ranked strategy has a valid trial. */
  blocks: number
  /** The best figure first; empty when `reason` says why nothing can be ranked. */
  ranks: Rank[]
  /** Strategies that take no part, and why. */
  unranked: { strategy: string; reason: string }[]
  /** null = ranked. */
  reason: string | null
}

export interface Rank {
  strategy: string
  /** Mean over the blocks, in the metric's unit. */
  mean: number
  /**
   * This strategy's figure as a multiple of the best of the others, 95 % for all strategies together. It always reaches 1: an end at
   * 1 means "proved better than all others" or "proved not the best", a value on both sides of 1 means that it may be either.
   * null where it rests on a figure of 0, of which nothing is a multiple.
   */
  ofBestOther: [number, number] | null
  place: 'best' | 'may-be-best' | 'not-best'
}

/** Scenario by scenario; empty where fewer than two strategies ran or fewer than 8 blocks were begun: that is a demonstration. */
export function rankings(trials: readonly TrialSummary[], design: StudyDesign, excluded: ReadonlyMap<string, string>): Best[] {
  const scenarios = Map.groupBy(trials, ({ scenario }) => scenario)
  return Array.from(scenarios.values())
    .filter((group) => new Set(group.map(({ strategy }) => strategy)).size > 1)
    .filter((group) => new Set(group.map(({ seed, block }) => `${seed} ${block}`)).size >= BLOCKS_FOR_INTERVAL)
    .map((group) => bestOf(group, design, excluded))
}

/**
 * Hsu's multiple comparisons with the best (Annals of Statistics 12, 1984; Edwards and Hsu, JASA 78, 1983) on logarithms, paired by
 * block. Each difference has its own standard error, not a pooled one: a portal that collapses scatters far more than one that queues,
 * and a pooled error covered 0.88 there instead of 0.95 (measured; with own errors 0.94 to 0.99).
 * @param trials of one scenario
 * @param excluded strategies that cannot win, and why
 */
function bestOf(trials: readonly TrialSummary[], design: StudyDesign, excluded: ReadonlyMap<string, string>): Best {
  const { primaryMetric: metric, direction } = design
  const all = [...new Set(trials.map(({ strategy }) => strategy))]
  const unranked = all.flatMap((strategy) => {
    const reason = excluded.get(strategy) ?? whyTooLittle(trials, strategy, metric)
    return reason === null ? [] : [{ strategy, reason }]
  })
  const ranked = all.filter((strategy) => unranked.every((one) => one.strategy !== strategy))
  const { blocks } = pairedBlocks(trials, ranked, metric)
  const base = { metric, scenario: trials[0]!.scenario, direction, blocks: blocks.length, unranked }
  const tooLittle = whyNoRanking(trials, ranked, blocks.length)
  if (tooLittle !== null) return { ...base, ranks: [], reason: tooLittle }

  const sign = direction === 'higher' ? 1 : -1
  const factor = dunnettCritical(ranked.length - 1, blocks.length - 1, 0)
  const places = placesOf(blocks, sign, factor, 1)
  if (zerosDecide(blocks, places, placesOf(blocks, sign, factor, 2))) {
    return { ...base, ranks: [], reason: zerosInWords(blocks, ranked, metric) }
  }
  const ranks = ranked.map((strategy, i): Rank => {
    const { low, high, place, certain } = places[i]!
    const [from, to] = direction === 'higher' ? [low, high] : [-high, -low]
    const mean = blocks.reduce((sum, { figures }) => sum + figures[i]!, 0) / blocks.length
    return { strategy, mean, ofBestOther: certain ? [Math.exp(from), Math.exp(to)] : null, place }
  })
  return { ...base, ranks: ranks.toSorted((a, b) => sign * (b.mean - a.mean)), reason: null }
}

interface Place {
  /** Of the log-ratio to the best of the others, signed so that more is better. */
  low: number
  high: number
  place: Rank['place']
  /** No zero is in what the ends come from. */
  certain: boolean
}

/** Of each strategy, in the order of the figures. @param halfSteps what is added where a figure is 0 */
function placesOf(blocks: readonly PairedBlock[], sign: 1 | -1, factor: number, halfSteps: number): Place[] {
  const all = [...blocks[0]!.figures.keys()]
  const between = (i: number, j: number) => difference(logRatios(blocks, i, j, halfSteps).map((log) => sign * log))
  const rivalsOf = (i: number) => all.filter((j) => j !== i)
  const upper = all.map((i) => Math.min(...rivalsOf(i).map((j) => between(i, j).mean + factor * between(i, j).error)))
  return all.map((i) => {
    const mayBeBest = rivalsOf(i).filter((j) => upper[j]! >= 0)
    return {
      low: Math.min(0, ...mayBeBest.map((j) => between(i, j).mean - factor * between(i, j).error)),
      high: Math.max(0, upper[i]!),
      place: upper[i]! < 0 ? 'not-best' : mayBeBest.length === 0 ? 'best' : 'may-be-best',
      certain: !anyZero(blocks, i, i) && mayBeBest.every((j) => !anyZero(blocks, j, j)),
    }
  })
}

/** Half a step and a whole one give different places, or the sums contradict the logarithms about somebody who may be the best. */
function zerosDecide(blocks: readonly PairedBlock[], half: readonly Place[], whole: readonly Place[]): boolean {
  if (half.some(({ place }, i) => place !== whole[i]!.place)) return true
  const contenders = [...half.keys()].filter((i) => half[i]!.place !== 'not-best')
  return contenders.some((i) => [...half.keys()].some((j) => zerosTurnSign(blocks, i, j)))
}

function whyTooLittle(trials: readonly TrialSummary[], strategy: string, metric: string): string | null {
  const { blocks, unknown } = pairedBlocks(trials, [strategy], metric)
  if (unknown.length > 0) return `${metric} is not known in ${unknown.length} of its trials`
  return blocks.length < BLOCKS_FOR_INTERVAL ? `${blocks.length} valid blocks, ${BLOCKS_FOR_INTERVAL} are needed` : null
}

function whyNoRanking(trials: readonly TrialSummary[], ranked: readonly string[], blocks: number): string | null {
  if (ranked.length < 2) return 'fewer than two strategies can be ranked'
  if (blocks < BLOCKS_FOR_INTERVAL) return `${blocks} blocks in which all are valid, ${BLOCKS_FOR_INTERVAL} are needed`
  return whyInvalidRatesDiffer(invalidRates(trials.filter(({ strategy }) => ranked.includes(strategy))))
}

function difference(values: readonly number[]): { mean: number; error: number } {
  const n = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  return { mean, error: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1) / n) }
}
