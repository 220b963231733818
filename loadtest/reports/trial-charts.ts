import { describeExit } from '../statistics/crash-sentence.ts'
import { per, seconds } from '../statistics/figures.ts'
import type { TimelineRow } from '../statistics/timeline.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import { type Chart, lookOf, OFFERED, type Series } from './chart.ts'
import { trialFile } from './provenance.ts'
import type { Study } from './read-study.ts'
import { labelOf, representativeTrials } from './representative-trials.ts'

const TIME_AXIS = { xLabel: 'seconds since the start', xScale: 'linear', levels: [] } as const

/** Who came and what they got, second by second: one panel a strategy, all on the same scale. */
export function goodputCharts(study: Study): Chart[] {
  const trials = representativeTrials(study.summary)
  const yMax = Math.max(1, ...trials.flatMap(({ id }) => rowsOf(study, id).map((row) => Math.max(row.scheduled, row.permits))))
  return trials.map((trial) => goodputChart(study, trial, yMax))
}

function goodputChart(study: Study, trial: TrialSummary, yMax: number): Chart {
  const rows = rowsOf(study, trial.id)
  const served = study.timelines.get(trial.id)?.served ?? []
  const look = lookOf(trial.strategy, orderOf(study))
  const late = served.map((row) => row.late)
  const series: Series[] = [
    { label: 'people who come', look: OFFERED, shape: 'area', values: rows.map((row) => row.scheduled) },
    { label: 'permits seen within 30 s', look: { ...look, dash: [] }, shape: 'line', values: served.map((row) => row.served) },
  ]
  if (late.some((count) => count > 0))
    series.push({ label: 'permits seen later', look: { colour: '--late-line', dash: [3, 3] }, shape: 'line', values: late })
  return {
    ...TIME_AXIS,
    id: `goodput-${trial.id}`,
    title: labelOf(trial, study.summary) + (trial.valid ? '' : ' (invalid)'),
    source: [trialFile(trial.id, 'citizens.csv'), trialFile(trial.id, 'timeline.csv')],
    alt: goodputInWords(trial, rows),
    yLabel: 'per second',
    yScale: 'linear',
    yMax,
    x: rows.map((row) => row.second),
    series,
    bands: bandsOf(trial),
    marks: trial.crashes.map((crash) => ({ at: crash.atS, label: `${crash.process} died` })),
    levels: [{ at: study.summary.nominalCapacityPerS, label: 'nominal capacity' }],
  }
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

interface Measure {
  id: string
  title: string
  yLabel: string
  yScale: Chart['yScale']
  /** Raw file of the trial. */
  file: 'citizens.csv' | 'samples.csv'
  of: (row: TimelineRow) => number | null
}

export const MEASURES: Record<'latency' | 'inFlight' | 'backlog' | 'heap' | 'eventLoop', Measure> = {
  latency: {
    id: 'latency',
    title: 'Time to the acknowledgement, p99',
    yLabel: 'ms, logarithmic',
    yScale: 'log',
    file: 'citizens.csv',
    of: (row) => row.p99Ms,
  },
  inFlight: {
    id: 'in-flight',
    title: 'Requests inside the portal',
    yLabel: 'requests',
    yScale: 'linear',
    file: 'samples.csv',
    of: (row) => row.inFlight,
  },
  backlog: {
    id: 'backlog',
    title: 'Accepted, not yet issued',
    yLabel: 'applications',
    yScale: 'linear',
    file: 'samples.csv',
    of: (row) => row.backlog,
  },
  eventLoop: {
    id: 'event-loop',
    title: 'Event loop of the portal, time busy',
    yLabel: '%',
    yScale: 'linear',
    file: 'samples.csv',
    of: ({ elu }) => elu && elu * 100,
  },
  heap: {
    id: 'heap',
    title: 'Heap of the portal',
    yLabel: 'MB',
    yScale: 'linear',
    file: 'samples.csv',
    of: (row) => row.heapMb,
  },
}

/** One measure over time, all strategies of a scenario in one picture; one chart a scenario. */
export function measureCharts(study: Study, { id, title, yLabel, yScale, file, of }: Measure): Chart[] {
  const scenarios = Map.groupBy(representativeTrials(study.summary), (trial) => trial.scenario)
  return Array.from(scenarios, ([scenario, trials]) => {
    const series = trials.map((trial): Series => {
      const values = rowsOf(study, trial.id).map(of)
      return { label: labelOf(trial, study.summary), look: lookOf(trial.strategy, orderOf(study)), shape: 'line', values }
    })
    const longest = Math.max(0, ...series.map(({ values }) => values.length))
    return {
      ...TIME_AXIS,
      id: `${id}-${scenario}`,
      title,
      source: trials.map(({ id: trial }) => trialFile(trial, file)),
      alt: `${title}, ${yLabel}. ${series.map(peakInWords).join('. ')}.`,
      yLabel,
      yScale,
      yMax: null,
      x: Array.from({ length: longest }, (_, second) => second),
      series,
      bands: trials[0] ? bandsOf(trials[0]) : [],
      marks: [],
    }
  })
}

/** Who holds a permit so many seconds after they meant to arrive. */
export function servedCurveCharts(study: Study): Chart[] {
  const scenarios = Map.groupBy(representativeTrials(study.summary), (trial) => trial.scenario)
  return Array.from(scenarios, ([scenario, trials]) => ({
    id: `curve-${scenario}`,
    title: 'Who holds a permit, and how soon',
    source: trials.map(({ id }) => trialFile(id, 'citizens.csv')),
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

function peakInWords({ label, values }: Series): string {
  const known = values.filter((value) => value !== null)
  return `${label}: ${known.length === 0 ? 'not known' : `at most ${per(Math.max(...known))}`}`
}

function bandsOf({ windows: { surge } }: TrialSummary): Chart['bands'] {
  return surge === null ? [] : [{ from: surge.startS, to: surge.endS, label: 'surge' }]
}

function rowsOf(study: Study, id: string): readonly TimelineRow[] {
  return study.timelines.get(id)?.rows ?? []
}

function orderOf({ manifest }: Study): string[] {
  return manifest.strategies.map(({ name }) => name)
}
