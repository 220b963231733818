import { describe, expect, it } from '@jest/globals'
import type { CapacityRecord, CapacityTrial } from '../records/capacity-record.ts'
import type { HammerRecord } from '../records/hammer-record.ts'
import { fitUsl, uslThroughput } from '../statistics/usl.ts'
import { capacityCharts } from './capacity-charts.ts'
import { capacitySentences } from './capacity-sentences.ts'
import { capacityTables, rateLines } from './capacity-tables.ts'
import { htmlTable, markdownTable } from './table.ts'

const trial = (id: string, met: boolean | null, p95: number | null, reasons: string[] = []): CapacityTrial => ({
  id,
  valid: met !== null,
  met,
  values: [{ metric: 'timeToPermitS.p95', value: p95, passed: met === true }],
  growth: 0.01,
  steadyFromS: 3,
  reasons,
})
const PEOPLE = [1, 5, 10, 20, 40, 80]
const POINTS = PEOPLE.map((people) => ({ people, throughput: uslThroughput([2, 0.05, 0.0005], people) }))
const HAMMER = POINTS.map(
  ({ people, throughput }) => ({ people, permitsPerS: throughput, invalidReasons: [] }) as unknown as HammerRecord,
)

const RECORD: CapacityRecord = {
  strategy: 'fifo',
  options: {},
  scenario: 'launch-day',
  slo: ['timeToPermitS.p95 <= 5'],
  repeats: 3,
  resolution: 0.1,
  durationS: 20,
  seed: 1,
  nominalCapacityPerS: 30,
  applicantShare: 0.9,
  rates: [
    {
      ratePerS: 30,
      met: true,
      trials: [trial('a', true, 2), trial('b', false, 6, ['not met: timeToPermitS.p95 <= 5']), trial('c', true, 3)],
    },
    {
      ratePerS: 33,
      met: false,
      trials: [
        trial('d', null, 1, ['the clock jumped']),
        trial('e', false, null, ['12 % of those who come stay: it would not last']),
      ],
    },
  ],
  knee: { ratePerS: 30, applicationsPerS: 27, shareOfNominal: 0.9, failingPerS: 33, interval: [null, 33], reason: null },
  binding: {
    resource: 'identity registry',
    passing: {
      trial: 'a',
      readings: [{ resource: 'identity registry', utilisation: 0.85, full: false, evidence: '25.5 of its 30 slots' }],
    },
    failing: {
      trial: 'e',
      readings: [{ resource: 'identity registry', utilisation: 0.99, full: true, evidence: '29.7 of its 30 slots' }],
    },
  },
  usl: fitUsl(POINTS, 1),
}

describe('report of a search for capacity', () => {
  it('says what holds, where the trials disagree, what was full and where people at once peak', () => {
    expect(capacitySentences(RECORD)).toEqual([
      'fifo: timeToPermitS.p95 <= 5 holds up to 30 people a second (27 applications, 90 % of the nominal 30); at 33 it does not.',
      'The trials agree up to an unknown rate and from 33 on; between them they do not.',
      'First full when it failed: identity registry (29.7 of its 30 slots).',
      expect.stringMatching(/^People at once: throughput peaks at 43.6 \(43.6 – 43.6\) people/),
    ])
  })

  it('does not claim what is not known', () => {
    const nothing = {
      ...RECORD,
      repeats: 1,
      knee: {
        ...RECORD.knee,
        ratePerS: null,
        applicationsPerS: null,
        shareOfNominal: null,
        reason: 'not met at the lowest rate that was tried',
      },
      binding: { resource: null, passing: null, failing: RECORD.binding.passing },
      usl: fitUsl(POINTS.slice(0, 3), 1),
    }
    const text = capacitySentences(nothing).join('\n')
    expect(text).toMatch(/no rate is known at which .* holds: not met at the lowest rate/)
    expect(text).toMatch(/Nothing that was watched was full.*nearest to it: identity registry/)
    expect(text).toMatch(/was refused, 3 numbers of people were measured/)
    expect(text).toMatch(/A demonstration/)
    expect(text).not.toMatch(/null|NaN|undefined/)
  })

  it('gives no figure for a peak that was not reached', () => {
    const record = {
      ...RECORD,
      usl: fitUsl([...POINTS.slice(0, 5), { people: 42, throughput: uslThroughput([2, 0.05, 0.0005], 42) }], 1),
    }
    expect(record.usl.fit).toMatchObject({ peak: null, most: 42 })
    const hammer = HAMMER.filter(({ people }) => people <= 40)
    const usl = capacityTables(record).at(-1)!
    expect(usl.rows[3]).toEqual(['N*, people at the peak', 'beyond what was measured, at more than 42 people'])
    const text = [capacitySentences(record).join(), htmlTable(usl).markup, capacityCharts(record, hammer).at(-1)!.alt].join()
    expect(text.match(/peaks beyond what was measured, at more than 42 people/g)).toHaveLength(2)
    expect(text).not.toMatch(/43\.6|null|NaN|undefined/)
    expect(capacityCharts(record, hammer).at(-1)!.marks).toEqual([])
  })

  it('has a row for every rate, the readings and the coefficients, in HTML and Markdown', () => {
    const [rates, resources, usl] = capacityTables(RECORD)
    expect(rates!.rows).toEqual([
      ['30', '90 %', 'yes (2 of 3)', '2 to 6', '1 %', '3', '0', 'not met: timeToPermitS.p95 <= 5'],
      ['33', '99 %', 'NO (0 of 1)', null, '1 %', '1', '1', 'the clock jumped; people pile up: it would not last'],
    ])
    expect(resources!.rows).toEqual([
      ['identity registry', '85 %', '25.5 of its 30 slots', '99 %', '29.7 of its 30 slots', 'yes, the first'],
    ])
    expect(usl!.rows[1]).toEqual(['σ, contention', '0.0500 (0.0500 – 0.0500)'])
    for (const table of [rates!, resources!, usl!]) {
      expect(table.rows.every((row) => row.length === table.head.length)).toBe(true)
      expect(htmlTable(table).markup + markdownTable(table)).not.toMatch(/undefined|NaN|null/)
    }
    expect(rateLines(RECORD)).toHaveLength(2)
  })

  it('draws the promise against the rate, and the measured points on the fitted curve', () => {
    const [promise, usl] = capacityCharts(RECORD, HAMMER)
    expect(promise).toMatchObject({ x: [30, 33], levels: [{ at: 5 }], marks: [{ at: 30 }] })
    expect(promise!.series.map(({ values }) => values)).toEqual([
      [2, 1],
      [6, null],
      [3, null],
    ])
    const measured = usl!.series[0]!.values.filter((value) => value !== null)
    expect(measured).toEqual(POINTS.map(({ throughput }) => throughput))
    expect(usl!.series[1]!.values.every((value) => value !== null && value > 0)).toBe(true)
    expect(usl!.marks).toHaveLength(1)
  })
})
