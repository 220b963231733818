import { describe, expect, it } from '@jest/globals'
import { EXAMPLE_FACTS, exampleCitizen, exampleSample, servedCitizen } from '../records/example-trial.ts'
import type { SampleRecord } from '../records/sample-record.ts'
import { recoveryOf } from './recovery.ts'
import { windowsOf } from './windows.ts'

// before 10-20 s, surge 20-40 s, people come until 70 s, watched until 100 s.
const windows = windowsOf(EXAMPLE_FACTS.stages, EXAMPLE_FACTS.endedS)

/** One person a second; her permit takes 1 s, in the seconds [slowFrom, slowTo) 1.6 s. */
const people = (slowFrom: number, slowTo: number) =>
  Array.from({ length: 70 }, (_, s) => servedCitizen(s * 1000, s * 1000 + (s >= slowFrom && s < slowTo ? 1600 : 1000)))

const samples = (of: (second: number) => Partial<SampleRecord>) =>
  Array.from({ length: 100 }, (_, second) => exampleSample(second, of(second)))

const observe = (given: Partial<Parameters<typeof recoveryOf>[0]>) =>
  recoveryOf({ applicants: people(0, 0), samples: samples(() => ({})), windows, endedS: 100, intake: 'queued', ...given })

describe('recovery', () => {
  it('is immediate when nothing was ever disturbed', () => {
    expect(observe({})).toEqual({ recoveryS: 0, recoveryCensoredAtS: null, backlogClearedS: 0 })
  })

  it('begins with the first of 5 seconds whose arrivals are served as before', () => {
    expect(observe({ applicants: people(20, 52) }).recoveryS).toBe(12)
  })

  it('takes up to 1.5 x the time before', () => {
    const slower = (ms: number) =>
      people(0, 0).map((one) => (one.intendedMs < 40_000 ? one : { ...one, resultMs: one.intendedMs + ms }))
    expect(observe({ applicants: slower(1500) }).recoveryS).toBe(0)
    expect(observe({ applicants: slower(1501) })).toMatchObject({ recoveryS: null, recoveryCensoredAtS: 30 })
  })

  it('starts again when a second within the 5 is not as before', () => {
    const setback = people(20, 43).map((one) => (one.intendedMs === 45_000 ? { ...one, resultMs: null } : one))
    expect(observe({ applicants: setback }).recoveryS).toBe(6)
  })

  it('waits until backlog + in-flight are no more than their maximum before', () => {
    const busy = samples((second) => (second >= 20 && second < 55 ? { backlog: 100 } : { backlog: second === 15 ? 7 : 0 }))
    expect(observe({ samples: busy })).toEqual({ recoveryS: 15, recoveryCensoredAtS: null, backlogClearedS: 15 })
  })

  it('is not concluded from seconds without a sample', () => {
    const blind = samples((second) => (second >= 40 && second < 60 ? { inFlight: null } : {}))
    expect(observe({ samples: blind }).recoveryS).toBe(20)
  })

  it('is censored when people stop coming, while the backlog is watched through the drain', () => {
    const long = samples((second) => (second >= 20 && second < 85 ? { backlog: 900 } : {}))
    expect(observe({ samples: long })).toEqual({ recoveryS: null, recoveryCensoredAtS: 30, backlogClearedS: 45 })
  })

  it('does not call 4 good seconds before the end a recovery', () => {
    expect(observe({ applicants: people(20, 65) }).recoveryS).toBe(25)
    expect(observe({ applicants: people(20, 66) }).recoveryS).toBeNull()
  })

  it.each([
    ['without samples', { samples: null }],
    ['without a state before', { windows: { ...windows, before: null } }],
    ['without a surge', { windows: { ...windows, surge: null } }],
  ])('cannot be judged %s', (_, given) => {
    expect(observe(given)).toEqual({ recoveryS: null, recoveryCensoredAtS: null, backlogClearedS: null })
  })

  it('cannot be judged when people were not served before either', () => {
    expect(observe({ applicants: people(0, 0).map(({ intendedMs }) => exampleCitizen({ intendedMs })) })).toMatchObject({
      recoveryS: null,
      recoveryCensoredAtS: null,
    })
  })

  it('knows no backlog where everything is issued inside the request', () => {
    expect(observe({ intake: 'inline' })).toMatchObject({ recoveryS: 0, backlogClearedS: null })
  })
})
