import type { Best, Rank } from '../statistics/best.ts'
import type { Comparison } from '../statistics/comparisons.ts'
import { per, percent, whole } from '../statistics/figures.ts'
import type { StudySummary } from '../statistics/study-summary.ts'
import { figureLabel } from './figure-words.ts'
import { known } from './people-tables.ts'
import { labelOf } from './representative-trials.ts'
import type { Cell, Table } from './table.ts'

export const VERDICT_WORDS = {
  'a-better': 'better',
  'b-better': 'worse',
  'no-difference': 'no difference',
  'cannot-tell': 'cannot tell',
}
const PLACES = { best: 'the best', 'may-be-best': 'may be the best', 'not-best': 'not the best' }

/** Each strategy against the reference; null = nothing to compare. */
export function comparisonTable(summary: StudySummary): Table | null {
  const [first] = summary.comparisons
  if (first === undefined) return null
  return {
    caption: `${figureLabel(first.metric)}, against the reference`,
    source: ['trials/*/'],
    head: ['Strategy', 'Reference', 'Ratio', '95 % interval', 'Holm interval', 'Ratio of means', 'p (Holm)', 'Blocks', 'Verdict'],
    words: [1, 8],
    rows: summary.comparisons.map((comparison) => comparisonRow(comparison, summary)),
    note:
      'The unit of replication is the trial, paired by block: fewer than 8 blocks are a demonstration, and the verdict is "cannot tell". ' +
      "Ratio: geometric mean of the blocks' ratios, with its intervals (symmetric studentised bootstrap of the mean log-ratio); – where a " +
      'figure is 0. Ratio of means: of the sums over the same blocks, in which a collapsed block weighs less. The verdict is read from the ' +
      "Holm interval: intervals at Holm's level match the verdicts, they do not hold jointly with 95 %. No difference: the whole interval " +
      `within ${percent(first.minimumEffect)} of 1. What happens seldom is easily missed: a collapse in one of ten trials is in none of 8 ` +
      'blocks with a chance of 43 %.',
  }
}

function comparisonRow({ a, b, scenario, blocks, verdict, reason, ...figures }: Comparison, summary: StudySummary): Cell[] {
  return [
    labelOf({ strategy: a, scenario }, summary),
    b,
    known(ratioText)(figures.ratio),
    range(figures.ci95),
    range(figures.ciAdjusted),
    known(ratioText)(figures.ratioOfMeans),
    known(pValue)(figures.pAdjusted),
    whole(blocks),
    reason === null ? VERDICT_WORDS[verdict] : `${VERDICT_WORDS[verdict]}: ${reason}`,
  ]
}

/** Who may be the best (Hsu); null = fewer than 8 blocks or two strategies. */
export function bestTable(summary: StudySummary): Table | null {
  const [first] = summary.best ?? []
  if (first === undefined) return null
  return {
    caption: `Comparison with the best: ${figureLabel(first.metric)}`,
    source: ['trials/*/'],
    head: ['Strategy', 'Mean', 'Times the best of the others', 'Blocks', 'Place'],
    words: [4],
    rows: summary.best!.flatMap((best) => bestRows(best, summary)),
    note:
      "Hsu's multiple comparisons with the best: 95 % intervals that hold together for all strategies. An interval that ends at 1 " +
      'proves a strategy better than all others, or not the best; one with 1 inside leaves both open. Strategies that may lose what they ' +
      'acknowledged, or did, are not ranked.',
  }
}

function bestRows({ scenario, ranks, blocks, unranked, reason }: Best, summary: StudySummary): Cell[][] {
  const label = (strategy: string) => labelOf({ strategy, scenario }, summary)
  const rankRow = ({ strategy, mean, ofBestOther, place }: Rank) => [
    label(strategy),
    per(mean),
    range(ofBestOther),
    whole(blocks),
    PLACES[place],
  ]
  return [
    ...ranks.map(rankRow),
    ...unranked.map((one) => [label(one.strategy), null, null, null, `not ranked: ${one.reason}`]),
    ...(reason === null ? [] : [[scenario, null, null, whole(blocks), `no ranking: ${reason}`]]),
  ]
}

function range(interval: readonly [number, number] | null): Cell {
  return interval && interval.map(ratioText).join(' – ')
}

/** Differences of a few per mille are what many blocks are run for. */
function ratioText(ratio: number): string {
  return ratio < 10 ? ratio.toFixed(3) : per(ratio)
}

function pValue(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(3)
}
