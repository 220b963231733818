import { describe, expect, it } from '@jest/globals'
import { EXAMPLE_MANIFEST } from '../records/example-manifest.ts'
import { EXAMPLE_FACTS, exampleCitizen, exampleTrial, servedCitizen } from '../records/example-trial.ts'
import type { CitizenRecord } from '../records/citizen-record.ts'
import { cohortsOf } from '../statistics/cohorts.ts'
import { latencyHistogram, pageLatencyOf, timeToPermitHistogram } from '../statistics/latency.ts'
import { summariseStudy } from '../statistics/summarise-study.ts'
import { summariseTrial } from '../statistics/summarise-trial.ts'
import { servedShareCharts } from './cohort-charts.ts'
import { percentileCharts } from './percentile-charts.ts'
import type { Study } from './read-study.ts'
import { NO_SERIES, type TrialSeries } from './trial-series.ts'

/** One trial for each group of people, all of one strategy. */
function studyOf(...groups: readonly CitizenRecord[][]): Study {
  const trials = groups.map((people, index) => {
    const records = exampleTrial(people)
    const facts = { ...EXAMPLE_FACTS, id: `trial-${index}`, block: index + 1, scheduled: people.length }
    const series: TrialSeries = {
      ...NO_SERIES,
      cohorts: cohortsOf(records),
      histograms: {
        latency: latencyHistogram(people),
        permit: timeToPermitHistogram(people),
        page: latencyHistogram([], pageLatencyOf),
      },
    }
    return { summary: summariseTrial({ ...records, facts }), series }
  })
  return {
    manifest: EXAMPLE_MANIFEST,
    summary: summariseStudy(
      EXAMPLE_MANIFEST,
      trials.map(({ summary }) => summary),
    ),
    series: new Map(trials.map(({ summary, series }) => [summary.id, series])),
    capacity: null,
    certificate: null,
    lasting: new Set(),
  }
}

const served = (count: number, fromS = 0) =>
  Array.from({ length: count }, (_, n) => servedCitizen(fromS * 1000 + n, fromS * 1000 + n + 2000))
const gone = (count: number, fromS = 0) =>
  Array.from({ length: count }, (_, n) => exampleCitizen({ intendedMs: fromS * 1000 + n, finishedMs: fromS * 1000 + n + 20_000 }))

describe('percentile pictures', () => {
  it('are pale from where people who gave up are among them', () => {
    const [latency] = percentileCharts(studyOf([...served(60), ...gone(40)]))
    const [known, pale] = latency!.series
    const last = known!.values.findLastIndex((ms) => ms !== null)
    // 60 of 100 were answered: up to there the line is known.
    expect(1 - 10 ** -latency!.x[last]!).toBeCloseTo(0.6, 1)
    expect(pale).toMatchObject({ label: '', look: { pale: true } })
    expect(pale!.values.findIndex((ms) => ms !== null)).toBe(last)
    expect(pale!.values.at(-1)).toBeCloseTo(20_000, -2)
    expect(latency!.alt).toContain('90 % within at least 20 s')
  })

  it('of permits end at the share of those who came that ever saw one', () => {
    const charts = percentileCharts(studyOf([...served(60), ...gone(40)]))
    const permit = charts.find(({ id }) => id.startsWith('percentiles-permit'))!
    expect(1 - 10 ** -permit.x.at(-1)!).toBeCloseTo(0.6, 1)
    expect(permit.alt).toMatch(/^fifo, 100 people: 50 % within 2,\d{3} ms, 60 of them at all, the last after 2,\d{3} ms$/)
    // No visitors came: there is no third picture.
    expect(charts).toHaveLength(2)
  })

  it('merge the trials of a strategy', () => {
    const [latency] = percentileCharts(studyOf(served(60), [...served(20), ...gone(20)]))
    expect(latency!.alt).toContain('fifo, 100 people')
    expect(latency!.note).toContain('2 trials are merged')
  })
})

describe('served share by cohort', () => {
  it('is the share of those who meant to come then, over all trials', () => {
    const groups = [1, 2].map((times) => [...served(20 * times, 5), ...gone(20, 5), ...served(30, 20)])
    const [chart] = servedShareCharts(studyOf(...groups))
    const at = (second: number) => chart!.series[0]!.values[chart!.x.findIndex((x) => Math.abs(x - second) <= 5)]
    expect(chart!.note).toContain('2 trials together')
    expect(at(5)).toBeCloseTo(60)
    expect(at(25)).toBe(100)
    expect(chart!.series[0]!.values.filter((share) => share === null).length).toBeGreaterThan(0)
  })
})
