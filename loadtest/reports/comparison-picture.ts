import type { Comparison } from '../statistics/comparisons.ts'
import { per, percent } from '../statistics/figures.ts'
import { ratioTicks } from './axis-ticks.ts'
import { lookOf } from './chart.ts'
import { VERDICT_WORDS } from './comparison-tables.ts'
import { figureLabel } from './figure-words.ts'
import type { Html } from './html.ts'
import { intervalRows, type IntervalRow } from './interval-rows.ts'
import type { Study } from './read-study.ts'
import { labelOf } from './representative-trials.ts'
import { orderOf } from './trial-panel.ts'

/** Ratios to the reference with their intervals; null = there are none, with fewer than 8 blocks or figures of 0. */
export function comparisonPicture(study: Study): Html | null {
  const comparisons = study.summary.comparisons.filter(({ ciAdjusted }) => ciAdjusted !== null)
  const [first] = comparisons
  if (first === undefined) return null
  const ends = comparisons.flatMap(({ ratio, ci95, ciAdjusted }) => [ratio ?? 1, ...(ci95 ?? []), ...(ciAdjusted ?? [])])
  const ticks = ratioTicks(ends.filter(Number.isFinite))
  const smallest = 1 - first.minimumEffect
  return intervalRows({
    id: 'ratios',
    title: `${figureLabel(first.metric)}: times ${first.b}, the reference`,
    axis: {
      scale: 'log',
      label: `times ${first.b}`,
      from: ticks[0]!,
      to: ticks.at(-1)!,
      ticks: ticks.map((at) => ({ at, label: String(at) })),
    },
    rows: comparisons.map((comparison) => rowOf(comparison, study)),
    band: { from: smallest, to: 1 / smallest, label: 'too small to matter' },
    note:
      `Thick: 95 % interval of this comparison alone. Thin: at Holm's level, which the verdict is read from. An interval wholly inside the shaded ` +
      `band (within ${percent(first.minimumEffect)} of 1) is no difference; one that leaves out 1 is better or worse; any other cannot be told.`,
    source: ['trials/*/'],
  })
}

function rowOf({ a, b, scenario, ratio, ci95, ciAdjusted, verdict }: Comparison, study: Study): IntervalRow {
  const label = labelOf({ strategy: a, scenario }, study.summary)
  const interval = ciAdjusted!.map(per).join(' to ')
  return {
    label,
    colour: lookOf(a, orderOf(study)).colour,
    centre: ratio,
    thick: ci95,
    thin: ciAdjusted,
    verdict: VERDICT_WORDS[verdict],
    words: `${label}: ${ratio === null ? 'not known how many' : per(ratio)} times ${b} (${interval}), ${VERDICT_WORDS[verdict]}.`,
  }
}
