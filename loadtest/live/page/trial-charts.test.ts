import { describe, expect, it } from '@jest/globals'
import { lookOf as lookInReport } from '../../reports/chart.ts'
import { exampleLiveTrial, secondAt } from '../example-live-trial.ts'
import type { LiveTrial } from '../live-events.ts'
import { roundUp, sharedRange } from './chart-scale.js'
import { lookOf } from './strategy-look.js'
import { TRIAL_CHARTS } from './trial-charts.js'

const LOOK = { colour: '--strategy-1', dash: [] }
const chartOf = (id: string, trial: LiveTrial) => TRIAL_CHARTS.find((chart) => chart.id === id)!.model(trial, LOOK)
const seriesOf = (id: string, trial: LiveTrial) => new Map(chartOf(id, trial).series.map((series) => [series.label, series]))

describe('the charts of a trial', () => {
  it('hold a value for every second that is known, and none for those to come', () => {
    const permits = seriesOf('goodput', exampleLiveTrial(12)).get('permits within 30 s')!.values
    expect(permits.slice(0, 13)).toEqual([9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 29, 29, null])
    // 70 s of stages, and room for the drain.
    expect(permits).toHaveLength(75)
  })

  it('leave a gap where a second is missing', () => {
    const trial = exampleLiveTrial(0, { seconds: [secondAt(0), secondAt(2)] })
    expect(seriesOf('in-flight', trial).get('people')!.values.slice(0, 3)).toEqual([30, null, 30])
  })

  it('grow in strides when the drain is long', () => {
    expect(chartOf('heap', exampleLiveTrial(75)).lengthS).toBe(75)
    expect(chartOf('heap', exampleLiveTrial(76)).lengthS).toBe(85)
  })

  it('show what is planned from the beginning, also of a ramp', () => {
    const stages = [
      { name: 'ramp', durationS: 10, rate: 1, rateTo: 2 },
      { name: 'end', durationS: 1, rate: 0.5 },
    ]
    const planned = seriesOf('goodput', exampleLiveTrial(0, { stages })).get('planned')!.values
    expect(planned[0]).toBeCloseTo(30)
    expect(planned[5]).toBeCloseTo(45)
    expect(planned.slice(10, 12)).toEqual([15, null])
  })

  it('put lanes and answers on top of each other, and read out each alone', () => {
    const lanes = seriesOf('backlog', exampleLiveTrial(12))
    expect([...lanes.keys()]).toEqual(['verified', 'automatic'])
    expect(lanes.get('verified')!.values[11]).toBe(30)
    expect(lanes.get('verified')!.plotted[11]).toBe(150)
    expect(lanes.get('automatic')!.plotted[11]).toBe(120)
    const attempts = { ok: 5, rejected: 4, timedOut: 3, failed: 1, reset: 1, refused: 2 }
    const answers = seriesOf('answers', exampleLiveTrial(0, { seconds: [secondAt(0, { attempts })] }))
    expect([...answers.values()].map(({ plotted }) => plotted[0])).toEqual([16, 12, 9, 5])
  })

  it('have a backlog without lanes where lanes are not known', () => {
    const seconds = [secondAt(0, { backlogByLane: null, backlog: 7 })]
    expect(seriesOf('backlog', exampleLiveTrial(0, { seconds })).get('applications')!.values[0]).toBe(7)
  })

  it('mark deaths, the time the portal was down, and faults that have begun', () => {
    const { notes } = chartOf('heap', {
      ...exampleLiveTrial(12),
      seconds: [secondAt(0), secondAt(1, { portalUp: false }), secondAt(2)],
      exits: [{ process: 'portal', atS: 1.4, code: null, signal: 'SIGABRT', cause: 'heap-out-of-memory' }],
      faults: [
        { fault: 'registry-slow', atS: 1, untilS: null, byHand: true },
        { fault: 'registry-down', atS: 40, untilS: 50, byHand: false },
      ],
    })
    expect(notes.deaths).toEqual([{ at: 1.4, label: 'portal died' }])
    expect(notes.down).toEqual([{ from: 1, to: 2 }])
    expect(notes.faults).toEqual([{ from: 1, to: 3, label: 'registry-slow' }])
    expect(notes.levels).toEqual([{ at: 160, label: 'limit 160 MB' }])
  })
})

describe('the vertical scale', () => {
  it.each([
    [0.3, 0.3],
    [1, 1],
    [1.01, 1.5],
    [97, 100],
    [101, 150],
    [8_001, 10_000],
  ])('%d ends at %d', (value, top) => expect(roundUp(value)).toBeCloseTo(top))

  it('is the same for those who are compared, and holds the limit', () => {
    const [small, large] = [exampleLiveTrial(3), exampleLiveTrial(12)].map((trial) => chartOf('in-flight', trial))
    expect(sharedRange([small!])).toEqual([0, 40])
    expect(sharedRange([small!, large!])).toEqual([0, 800])
    expect(sharedRange([chartOf('heap', exampleLiveTrial(3))])).toEqual([0, 200])
  })

  it('holds everything when it is logarithmic', () => {
    expect(sharedRange([chartOf('latency', exampleLiveTrial(12))])).toEqual([10, 10_000])
  })
})

it('strategies look the same as in the report', () => {
  const order = Array.from({ length: 20 }, (_, index) => `strategy ${index}`)
  for (const strategy of [...order, 'unknown']) expect(lookOf(strategy, order)).toEqual(lookInReport(strategy, order))
})
