import { millis, per } from '../statistics/figures.ts'
import type { TimelineRow } from '../statistics/timeline.ts'
import { type Chart, lookOf, type Series } from './chart.ts'
import { RAW } from './provenance.ts'
import type { Study } from './read-study.ts'
import { labelOf, representativeTrials } from './representative-trials.ts'
import { bandsOf, orderOf, seriesOf, TIME_AXIS } from './trial-panel.ts'

interface Measure {
  id: string
  title: string
  yLabel: string
  yScale: Chart['yScale']
  yTime?: true
  /** Raw file of the trials. */
  file: string
  of: (row: TimelineRow) => number | null
}

export const MEASURES: Record<'median' | 'latency' | 'inFlight' | 'poolWaiting' | 'backlog' | 'heap' | 'eventLoop', Measure> = {
  median: {
    id: 'median',
    title: 'Time to the acknowledgement, half of the people',
    yLabel: 'logarithmic; people who give up included',
    yScale: 'log',
    yTime: true,
    file: RAW.citizens,
    of: (row) => row.p50Ms,
  },
  latency: {
    id: 'latency',
    title: 'Time to the acknowledgement, 1 in 100 waits longer',
    yLabel: 'logarithmic; people who give up included',
    yScale: 'log',
    yTime: true,
    file: RAW.citizens,
    of: (row) => row.p99Ms,
  },
  inFlight: {
    id: 'in-flight',
    title: 'Requests inside the portal',
    yLabel: 'requests',
    yScale: 'linear',
    file: RAW.samples,
    of: (row) => row.inFlight,
  },
  poolWaiting: {
    id: 'pool-waiting',
    title: 'Requests that wait for a database connection',
    yLabel: 'requests',
    yScale: 'linear',
    file: RAW.samples,
    of: (row) => row.poolWaiting,
  },
  backlog: {
    id: 'backlog',
    title: 'Accepted, not yet issued',
    yLabel: 'applications',
    yScale: 'linear',
    file: RAW.samples,
    of: (row) => row.backlog,
  },
  eventLoop: {
    id: 'event-loop',
    title: 'Event loop of the portal, time busy',
    yLabel: '%',
    yScale: 'linear',
    file: RAW.samples,
    of: ({ elu }) => elu && elu * 100,
  },
  heap: {
    id: 'heap',
    title: 'Heap of the portal',
    yLabel: 'MB',
    yScale: 'linear',
    file: RAW.samples,
    of: (row) => row.heapMb,
  },
}

/** One measure over time, all strategies of a scenario in one picture; one chart a scenario. */
export function measureCharts(study: Study, { id, title, yLabel, yScale, yTime, file, of }: Measure): Chart[] {
  const scenarios = Map.groupBy(representativeTrials(study.summary), (trial) => trial.scenario)
  return Array.from(scenarios, ([scenario, trials]) => {
    const series = trials.map((trial): Series => {
      const values = seriesOf(study, trial.id).rows.map(of)
      return { label: labelOf(trial, study.summary), look: lookOf(trial.strategy, orderOf(study)), shape: 'line', values }
    })
    const longest = Math.max(0, ...series.map(({ values }) => values.length))
    return {
      ...TIME_AXIS,
      id: `${id}-${scenario}`,
      title,
      source: [file],
      alt: `${title}, ${yLabel}. ${series.map((one) => peakInWords(one, yTime ? millis : per)).join('. ')}.`,
      yLabel,
      yScale,
      ...(yTime ? { yTime } : {}),
      yMax: null,
      x: Array.from({ length: longest }, (_, second) => second),
      series,
      bands: trials[0] ? bandsOf(trials[0], study) : [],
      marks: [],
    }
  })
}

function peakInWords({ label, values }: Series, write: (value: number) => string): string {
  const known = values.filter((value) => value !== null)
  return `${label}: ${known.length === 0 ? 'not known' : `at most ${write(Math.max(...known))}`}`
}
