import { describe, expect, it } from '@jest/globals'
import type { Stage } from '../scenarios/scenario.ts'
import { windowsOf } from './windows.ts'

const stages = (...durations: [string, number][]): Stage[] => durations.map(([name, durationS]) => ({ name, durationS, rate: 1 }))

describe('windows', () => {
  it('are the last 10 s before, and from 10 s into and after the surge', () => {
    expect(windowsOf(stages(['before', 20], ['surge', 25], ['after', 35]), 110)).toEqual({
      before: { startS: 10, endS: 20 },
      during: { startS: 30, endS: 45 },
      after: { startS: 55, endS: 80 },
      surge: { startS: 20, endS: 45 },
      arrivalsEndS: 80,
    })
  })

  it('begin before with the base load when that is shorter than 10 s', () => {
    expect(windowsOf(stages(['before', 8], ['surge', 20], ['after', 20]), 60).before).toEqual({ startS: 0, endS: 8 })
  })

  it('leave out a warm-up stage, and take a surge of several stages as one', () => {
    const windows = windowsOf(stages(['warm-up', 5], ['before', 12], ['surge', 10], ['surge', 10], ['after', 15]), 60)
    expect(windows.before).toEqual({ startS: 7, endS: 17 })
    expect(windows.during).toEqual({ startS: 27, endS: 37 })
    expect(windows.after).toEqual({ startS: 47, endS: 52 })
  })

  it.each([
    ['a surge that ends before the pipeline is full', stages(['before', 10], ['surge', 10], ['after', 20]), 'during'],
    ['a calm after it that is too short', stages(['before', 10], ['surge', 20], ['after', 10]), 'after'],
    ['no surge', stages(['before', 60]), 'during'],
    ['no base load', stages(['surge', 60]), 'before'],
  ] as const)('are null with %s', (_, given, window) => {
    expect(windowsOf(given, 100)[window]).toBeNull()
  })

  it('are null when the trial did not live to their end', () => {
    const windows = windowsOf(stages(['before', 20], ['surge', 25], ['after', 35]), 44)
    expect(windows.before).not.toBeNull()
    expect([windows.during, windows.after]).toEqual([null, null])
  })
})
