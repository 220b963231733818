import { per } from '../statistics/figures.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import { type Chart, lookOf } from './chart.ts'
import { RAW } from './provenance.ts'
import type { Study } from './read-study.ts'
import { labelOf, representativeTrials } from './representative-trials.ts'
import { orderOf } from './trial-panel.ts'

/** Who holds a permit so many seconds after they meant to arrive. */
export function servedCurveCharts(study: Study): Chart[] {
  const scenarios = Map.groupBy(representativeTrials(study.summary), (trial) => trial.scenario)
  return Array.from(scenarios, ([scenario, trials]) => ({
    id: `curve-${scenario}`,
    title: 'Who holds a permit, and how soon',
    source: [RAW.citizens],
    alt: trials.map((trial) => `${trial.strategy}: ${shareInWords(trial)}`).join('. '),
    xLabel: 'seconds since a person meant to arrive',
    yLabel: '% of the people who came',
    xScale: 'linear',
    yScale: 'linear',
    yMax: 100,
    x: trials[0]!.servedCurve.map((point) => point.atS),
    series: trials.map((trial) => ({
      label: labelOf(trial, study.summary),
      look: lookOf(trial.strategy, orderOf(study)),
      shape: 'line',
      values: trial.servedCurve.map(({ share }) => share && share * 100),
    })),
    bands: [],
    marks: [],
    levels: [],
  }))
}

function shareInWords({ servedWithin: { s5, s30, s120 } }: TrialSummary): string {
  const words = [s5, s30, s120].map((share) => (share === null ? 'unknown' : `${per(share * 100)} %`))
  return `${words.join(', ')} within 5, 30 and 120 seconds`
}
