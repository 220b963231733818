import { byStrategy, type StrategyResult } from '../statistics/by-strategy.ts'
import { type Cohort, type CohortRow, cohortWidthS, mergeCohorts } from '../statistics/cohorts.ts'
import { FATES } from '../statistics/fates.ts'
import { percent, whole } from '../statistics/figures.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import { type Chart, lookOf } from './chart.ts'
import { FATE_LOOKS, FATE_NAMES } from './fate-looks.ts'
import { RAW, trialFile } from './provenance.ts'
import type { Study } from './read-study.ts'
import { labelOf, representativeTrials } from './representative-trials.ts'
import { bandsOf, orderOf, seriesOf, TIME_AXIS, titleOf } from './trial-panel.ts'

const AXIS = { ...TIME_AXIS, xLabel: 'second in which they meant to arrive', yScale: 'linear', marks: [] } as const

/** What became of those who came in each second: one panel a strategy, all on the same scale. */
export function cohortCharts(study: Study): Chart[] {
  const trials = representativeTrials(study.summary).filter(({ id }) => seriesOf(study, id).cohorts.length > 0)
  const most = Math.max(1, ...trials.flatMap(({ id }) => seriesOf(study, id).cohorts.map(({ scheduled }) => scheduled)))
  return trials.map((trial) => cohortChart(study, trial, most))
}

function cohortChart(study: Study, trial: TrialSummary, yMax: number): Chart {
  const rows = seriesOf(study, trial.id).cohorts
  const shown = FATES.filter((fate) => trial.citizens[fate] > 0)
  return {
    ...AXIS,
    id: `cohorts-${trial.id}`,
    title: titleOf(trial, study),
    source: [trialFile(trial.id, 'citizens.csv'), trialFile(trial.id, 'cohorts.csv')],
    alt: `${trial.strategy}: ${cohortsInWords(trial, rows)}`,
    yLabel: 'people who came for a permit, per second',
    yMax,
    x: rows.map(({ second }) => second),
    series: shown.map((fate) => ({
      label: FATE_NAMES[fate],
      look: FATE_LOOKS[fate],
      shape: 'stack',
      values: rows.map((row) => row[fate]),
    })),
    bands: bandsOf(trial, study),
  }
}

/** Of those who came before, in and after the surge. */
function cohortsInWords({ windows: { surge } }: TrialSummary, rows: readonly CohortRow[]): string {
  if (surge === null) return `${sharesInWords(rows)}.`
  const parts = {
    'before the surge': rows.filter(({ second }) => second < surge.startS),
    'in the surge': rows.filter(({ second }) => second >= surge.startS && second < surge.endS),
    'after it': rows.filter(({ second }) => second >= surge.endS),
  }
  return `${Object.entries(parts)
    .map(([when, part]) => `of those who came ${when} ${sharesInWords(part)}`)
    .join('; ')}.`
}

function sharesInWords(rows: readonly CohortRow[]): string {
  const sum = (of: (row: CohortRow) => number) => rows.reduce((total, row) => total + of(row), 0)
  const people = sum(({ scheduled }) => scheduled)
  const shares = FATES.map((fate) => ({ fate, count: sum((row) => row[fate]) })).filter(({ count }) => count > 0)
  if (people === 0) return 'nobody'
  return shares.map(({ fate, count }) => `${percent(count / people)} ${FATE_NAMES[fate]}`).join(', ')
}

/** Served share by cohort of intended arrival, all strategies of a scenario in one picture, all their valid trials together. */
export function servedShareCharts(study: Study): Chart[] {
  const scenarios = Map.groupBy(byStrategy(study.summary.trials), ({ scenario }) => scenario)
  return Array.from(scenarios, ([scenario, results]) => servedShareChart(study, scenario, results)).filter(
    ({ x }) => x.length > 0,
  )
}

function servedShareChart(study: Study, scenario: string, results: readonly StrategyResult[]): Chart {
  const cohortsOf = ({ counted }: StrategyResult) => counted.map(({ id }) => seriesOf(study, id).cohorts)
  // The same for all, so that nobody's line is smoother than another's.
  const widthS = Math.max(...results.map((result) => cohortWidthS(cohortsOf(result))))
  const lines = results.map((result) => ({ result, cohorts: mergeCohorts(cohortsOf(result), widthS) }))
  const [longest = []] = lines.map(({ cohorts }) => cohorts).toSorted((a, b) => b.length - a.length)
  const trials = Math.max(...results.map(({ counted }) => counted.length))
  return {
    ...AXIS,
    id: `served-share-${scenario}`,
    title: 'Served, by when they came',
    source: [RAW.citizens, 'trials/*/cohorts.csv'],
    alt: lines.map(({ result, cohorts }) => `${labelOf(result, study.summary)}: ${rangeInWords(cohorts)}`).join('. '),
    yLabel: '% of those who meant to arrive then who had a permit within 30 s',
    yMax: 100,
    x: longest.map(({ startS, endS }) => (startS + endS) / 2),
    xNames: longest.map(({ startS, endS }) => `came in seconds ${startS} to ${endS}`),
    series: lines.map(({ result, cohorts }) => ({
      label: labelOf(result, study.summary),
      look: lookOf(result.strategy, orderOf(study)),
      shape: 'line',
      values: longest.map((_, index) => shareOf(cohorts[index])),
    })),
    bands: results[0]?.counted[0] ? bandsOf(results[0].counted[0], study) : [],
    note:
      `Each point: the people of ${widthS === 1 ? 'a second' : `${whole(widthS)} seconds`}` +
      `${trials > 1 ? ` of up to ${whole(trials)} trials together` : ''}. Nobody is left out: who was turned away or gave up counts as not served.`,
  }
}

/** %; null = nobody came. */
function shareOf(cohort: Cohort | undefined): number | null {
  return cohort === undefined || cohort.scheduled === 0 ? null : (100 * cohort.served) / cohort.scheduled
}

function rangeInWords(cohorts: readonly Cohort[]): string {
  const known = cohorts.filter(({ scheduled }) => scheduled > 0)
  if (known.length === 0) return 'nobody came'
  const worst = known.reduce((a, b) => (shareOf(b)! < shareOf(a)! ? b : a))
  return `at worst ${percent(shareOf(worst)! / 100)}, of those who came in seconds ${worst.startS} to ${worst.endS}`
}
