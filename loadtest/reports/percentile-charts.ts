import type { Histogram } from 'hdr-histogram-js'
import { byStrategy, type StrategyResult } from '../statistics/by-strategy.ts'
import { millis, percent, whole } from '../statistics/figures.ts'
import { mergeHistograms } from '../statistics/latency.ts'
import {
  ninesOf,
  peopleIn,
  percentileCurve,
  percentileMs,
  type PercentilePoint,
  type Ranking,
  rankingOf,
} from '../statistics/percentile-curve.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import { type Chart, lookOf, type Series } from './chart.ts'
import type { Study } from './read-study.ts'
import { labelOf } from './representative-trials.ts'
import { orderOf, seriesOf } from './trial-panel.ts'
import { type HistogramName, HISTOGRAMS } from './trial-series.ts'

/** What people waited for. */
interface Waited {
  histogram: HistogramName
  title: string
  note: string
  /** So many came; who is not in the histogram never got it. null = the histogram has all who are to be counted. */
  peopleOf: ((trial: TrialSummary) => number) | null
  /** The shortest wait of those who gave up, who are in the histogram with the time after which they did. */
  givenUpFromMs: (trial: TrialSummary) => number | null
}

const AT_LEAST = 'Where a line is thin and pale, people who gave up are among them: theirs is at least so long.'

const WAITED: readonly Waited[] = [
  {
    histogram: 'latency',
    title: 'Wait for the acknowledgement',
    note: `${AT_LEAST} People who were turned away are left out. A line ends at the longest wait.`,
    peopleOf: null,
    givenUpFromMs: ({ latencyMs }) => latencyMs.censoredFromMs,
  },
  {
    histogram: 'permit',
    title: 'Wait for the permit',
    note: 'Of everybody who came: a line ends at the share that ever saw a permit while it was watched.',
    peopleOf: ({ citizens }) => citizens.scheduled - citizens.notSent,
    givenUpFromMs: () => null,
  },
  {
    histogram: 'page',
    title: 'Wait for the page, of those who only look',
    note: `${AT_LEAST} A line ends at the longest wait.`,
    peopleOf: null,
    givenUpFromMs: ({ pageMs }) => pageMs.censoredFromMs,
  },
]

const TICKS = [0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999]

/** How long people waited, by percentile up to the longest wait, as HdrHistogram plots it; all valid trials of a strategy merged. */
export function percentileCharts(study: Study): Chart[] {
  const scenarios = Map.groupBy(byStrategy(study.summary.trials), ({ scenario }) => scenario)
  return Array.from(scenarios, ([scenario, results]) => WAITED.map((waited) => percentileChart(study, scenario, results, waited)))
    .flat()
    .filter(({ series }) => series.length > 0)
}

interface Curve {
  result: StrategyResult
  ranking: Ranking
  points: readonly PercentilePoint[]
  people: number
  givenUpFromMs: number
}

function percentileChart(study: Study, scenario: string, results: readonly StrategyResult[], waited: Waited): Chart {
  const curves = results.map((result) => curveOf(study, result, waited)).filter(({ points }) => points.length > 0)
  const longest = curves.reduce<readonly PercentilePoint[]>(
    (most, { points }) => (points.length > most.length ? points : most),
    [],
  )
  const x = longest.map(({ nines }) => nines)
  const trials = Math.max(1, ...results.map(({ counted }) => counted.length))
  return {
    id: `percentiles-${waited.histogram}-${scenario}`,
    title: waited.title,
    source: [`trials/*/${HISTOGRAMS[waited.histogram]}`],
    alt: curves.map((curve) => curveInWords(curve, study)).join('. '),
    xLabel: 'share of the people who waited no longer',
    yLabel: 'from the moment they meant to arrive, logarithmic',
    xScale: 'linear',
    xTicks: TICKS.map((share) => ({ at: ninesOf(share), label: `${Number((100 * share).toPrecision(7))} %` })).filter(
      ({ at }) => at <= (x.at(-1) ?? 0),
    ),
    xNames: x.map((nines) => `${Number((100 * (1 - 10 ** -nines)).toPrecision(4 + Math.floor(nines)))} % waited no longer`),
    yScale: 'log',
    yTime: true,
    yMax: null,
    x,
    series: curves.flatMap((curve) => seriesOfCurve(curve, x.length, study)),
    bands: [],
    marks: [],
    levels: [],
    note: `${waited.note}${trials > 1 ? ` Up to ${whole(trials)} trials are merged.` : ''}`,
  }
}

function curveOf(study: Study, result: StrategyResult, { histogram, peopleOf, givenUpFromMs }: Waited): Curve {
  const merged = merge(result.counted.map(({ id }) => seriesOf(study, id).histograms[histogram]))
  const ranking = merged === null ? [] : rankingOf(merged)
  const people = peopleOf === null ? peopleIn(ranking) : result.counted.reduce((sum, trial) => sum + peopleOf(trial), 0)
  const givenUp = result.counted.flatMap((trial) => givenUpFromMs(trial) ?? [])
  return {
    result,
    ranking,
    points: percentileCurve(ranking, people),
    people,
    givenUpFromMs: Math.min(Infinity, ...givenUp),
  }
}

/** null = one of them is not there. */
function merge(histograms: readonly (Histogram | null)[]): Histogram | null {
  const known = histograms.filter((histogram) => histogram !== null)
  return known.length < histograms.length || known.length === 0 ? null : mergeHistograms(known)
}

/** The line as far as it is known, and the rest of it thin and pale. */
function seriesOfCurve({ result, points, givenUpFromMs }: Curve, length: number, study: Study): Series[] {
  const look = lookOf(result.strategy, orderOf(study))
  const isKnown = ({ ms }: PercentilePoint) => ms < givenUpFromMs
  const knownTo = points.findLastIndex(isKnown)
  const values = (shown: (point: PercentilePoint, index: number) => boolean) =>
    Array.from({ length }, (_, index) => {
      const point = points[index]
      return point !== undefined && shown(point, index) ? point.ms : null
    })
  const line: Series = { label: labelOf(result, study.summary), look, shape: 'line', values: values(isKnown) }
  if (knownTo === points.length - 1) return [line]
  const rest = values((_, index) => index >= knownTo)
  return [line, { label: '', look: { ...look, width: 1.2, pale: true }, shape: 'line', values: rest }]
}

function curveInWords({ result, ranking, points, people, givenUpFromMs }: Curve, study: Study): string {
  const longest = points.at(-1)!.ms
  const written = (ms: number) => `${ms < givenUpFromMs ? '' : 'at least '}${millis(ms)}`
  const parts = TICKS.slice(0, 4).flatMap((share) => {
    const ms = people * (1 - share) < 1 ? null : percentileMs(ranking, share, people)
    return ms === null ? [] : [`${percent(share)} within ${written(ms)}`]
  })
  const got = peopleIn(ranking)
  const end =
    got < people ? `${whole(got)} of them at all, the last after ${written(longest)}` : `the longest ${written(longest)}`
  return `${labelOf(result, study.summary)}, ${whole(people)} people: ${[...parts, end].join(', ')}`
}
