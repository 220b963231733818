import { describeExit } from '../statistics/crash-sentence.ts'
import { per, seconds } from '../statistics/figures.ts'
import type { TimelineRow } from '../statistics/timeline.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import { type Chart, lookOf, OFFERED, type Series } from './chart.ts'
import { trialFile } from './provenance.ts'
import type { Study } from './read-study.ts'
import { representativeTrials } from './representative-trials.ts'
import { bandsOf, downOf, orderOf, seriesOf, TIME_AXIS, titleOf } from './trial-panel.ts'

/** Who came and what they got, second by second: one panel a strategy, all on the same scale. */
export function goodputCharts(study: Study): Chart[] {
  const trials = representativeTrials(study.summary)
  const yMax = Math.max(1, ...trials.flatMap(({ id }) => seriesOf(study, id).rows.flatMap(highestOf)))
  return trials.map((trial) => goodputChart(study, trial, yMax))
}

function highestOf({ scheduled, permits, acknowledged }: TimelineRow): number[] {
  return [scheduled, permits, acknowledged]
}

function goodputChart(study: Study, trial: TrialSummary, yMax: number): Chart {
  const { rows, served } = seriesOf(study, trial.id)
  const look = lookOf(trial.strategy, orderOf(study))
  const late = served.map((row) => row.late)
  const series: Series[] = [
    { label: 'people who come', look: OFFERED, shape: 'area', values: rows.map((row) => row.scheduled) },
    ...promises(rows),
    { label: 'permits seen within 30 s', look: { ...look, dash: [] }, shape: 'line', values: served.map((row) => row.served) },
  ]
  if (late.some((count) => count > 0))
    series.push({ label: 'permits seen later', look: { colour: '--late-line', dash: [3, 3] }, shape: 'line', values: late })
  return {
    ...TIME_AXIS,
    id: `goodput-${trial.id}`,
    title: titleOf(trial, study),
    source: [trialFile(trial.id, 'citizens.csv'), trialFile(trial.id, 'timeline.csv')],
    alt: goodputInWords(trial, rows),
    yLabel: 'per second',
    yScale: 'linear',
    yMax,
    x: rows.map((row) => row.second),
    series,
    bands: [...bandsOf(trial, study), ...downOf(rows)],
    marks: trial.crashes.map((crash) => ({ at: crash.atS, label: `${crash.process} died` })),
    levels: [{ at: study.summary.nominalCapacityPerS, label: 'nominal capacity' }],
  }
}

/** Acknowledgements, where they are not the permits themselves. */
function promises(rows: readonly TimelineRow[]): Series[] {
  const values = rows.map((row) => row.acknowledged)
  if (rows.every(({ acknowledged, permits }) => acknowledged === permits)) return []
  return [{ label: 'acknowledged (promised)', look: { colour: '--faint', dash: [1, 2], width: 1.5 }, shape: 'line', values }]
}

function goodputInWords(trial: TrialSummary, rows: readonly TimelineRow[]): string {
  const { before, during, after } = trial.permitGoodputPerS
  const [first, second, third] = [before, during, after].map((value) => (value === null ? 'unknown' : per(value)))
  const offered = Math.max(0, ...rows.map((row) => row.scheduled))
  const deaths = trial.crashes.map((crash) => `the ${crash.process} died at ${seconds(crash.atS)} (${describeExit(crash)})`)
  return (
    `${trial.strategy}: up to ${per(offered)} people come per second; permits in time per second: ${first} before the surge, ` +
    `${second} during, ${third} after. ${deaths.length === 0 ? 'No process died.' : `${deaths.join(', ')}.`}`
  )
}
