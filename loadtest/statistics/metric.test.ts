import { describe, expect, it } from '@jest/globals'
import { exampleTrial } from '../records/example-trial.ts'
import { halfStepOf, metricOf, metricPaths } from './metric.ts'
import { summariseTrial } from './summarise-trial.ts'

const trial = {
  ...summariseTrial(exampleTrial([])),
  permitGoodputPerS: { before: 1, during: 2.5, after: null },
  pageOpened: 0.75,
  ledger: null,
}

describe('metric', () => {
  it('reads figures by their dotted path, unknown as null', () => {
    expect(metricOf(trial, 'permitGoodputPerS.during')).toBe(2.5)
    expect(metricOf(trial, 'permitGoodputPerS.after')).toBeNull()
    expect(metricOf(trial, 'pageOpened')).toBe(0.75)
    expect(metricOf(trial, 'ledger.lost')).toBeNull()
    expect(metricOf(trial, 'crashes.length')).toBe(0)
  })

  it('knows no other paths, and names the valid ones', () => {
    expect(() => metricOf(trial, 'permitGoodputPerS')).toThrow(/permitGoodputPerS\.during/)
    expect(() => metricOf(trial, 'id')).toThrow(/Unknown metric "id"/)
    expect(() => metricOf(trial, 'constructor.length')).toThrow(/Unknown metric/)
  })

  it('names only figures that a summary has', () => {
    for (const path of metricPaths()) {
      const [group = '', name] = path.split('.')
      const value = (trial as unknown as Record<string, unknown>)[group]
      expect(value).not.toBeUndefined()
      if (name !== undefined && value !== null) expect(value).toHaveProperty(name)
    }
  })

  it('has a smallest step for every figure', () => {
    for (const path of metricPaths()) expect(halfStepOf(trial, path)).toBeGreaterThan(0)
    const windows = { ...trial.windows, during: { startS: 30, endS: 50 } }
    expect(halfStepOf({ ...trial, windows }, 'permitGoodputPerS.during')).toBe(0.025)
    expect(halfStepOf(trial, 'citizens.served')).toBe(0.5)
    const people = {
      ...trial,
      citizens: { ...trial.citizens, scheduled: 50 },
      attempts: { ...trial.attempts, sent: 200 },
      endedS: 100,
    }
    expect(halfStepOf(people, 'servedShare.during')).toBe(0.01)
    expect(halfStepOf(people, 'pageOpened')).toBe(0.0025)
    expect(halfStepOf(people, 'availability')).toBe(0.005)
  })
})
