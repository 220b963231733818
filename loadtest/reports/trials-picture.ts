import { byStrategy, type StrategyResult } from '../statistics/by-strategy.ts'
import { per, whole } from '../statistics/figures.ts'
import { judgedBy } from '../statistics/judged-by.ts'
import { metricOf } from '../statistics/metric.ts'
import { designOf } from '../statistics/study-design.ts'
import { linearTicks } from './axis-ticks.ts'
import { lookOf } from './chart.ts'
import { figureLabel } from './figure-words.ts'
import type { Html } from './html.ts'
import { intervalRows, type IntervalRow } from './interval-rows.ts'
import type { Study } from './read-study.ts'
import { labelOf } from './representative-trials.ts'
import { orderOf } from './trial-panel.ts'

/** Every trial as a dot on the figure that decides, with mean and interval: how much trials differ. null = one trial each. */
export function trialsPicture(study: Study): Html | null {
  const { manifest, summary } = study
  const design = designOf(manifest)
  const results = byStrategy(summary.trials)
  if (design === null || (summary.means ?? []).length === 0) return null
  const { primaryMetric: metric } = judgedBy(design, summary.trials)
  const ticks = linearTicks(Math.max(0, ...summary.trials.flatMap((trial) => metricOf(trial, metric) ?? [])))
  return intervalRows({
    id: 'trials',
    title: `Every trial, and the mean: ${figureLabel(metric)}`,
    axis: {
      scale: 'linear',
      label: figureLabel(metric),
      from: 0,
      to: ticks.at(-1)!,
      ticks: ticks.map((at) => ({ at, label: per(at) })),
    },
    rows: results.map((result) => rowOf(result, metric, study)),
    note:
      'A dot is a trial, a hollow one an invalid trial, which is not used. The upright mark is the mean of the valid trials, the line its ' +
      '95 % interval (from 8 trials up).',
    source: ['trials/*/'],
  })
}

function rowOf({ strategy, scenario, trials, counted, validTrials }: StrategyResult, metric: string, study: Study): IntervalRow {
  const means = study.summary.means?.find((one) => one.strategy === strategy && one.scenario === scenario)
  const figure = means?.figures[metric]
  const label = labelOf({ strategy, scenario }, study.summary)
  const dots = trials.flatMap((trial) => {
    const value = metricOf(trial, metric)
    return value === null ? [] : [{ at: value, hollow: !trial.valid || !counted.includes(trial) }]
  })
  const interval = figure?.ci95 ? ` (${figure.ci95.map(per).join(' – ')})` : ''
  const mean = figure ? `${per(figure.mean)}${interval}` : 'not known'
  return {
    label,
    colour: lookOf(strategy, orderOf(study)).colour,
    dots,
    centre: figure?.mean ?? null,
    thick: figure?.ci95 ?? null,
    verdict: mean,
    words: `${label}: mean of ${whole(validTrials)} valid trials ${mean}.`,
  }
}
