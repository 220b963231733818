import { describe, expect, it } from '@jest/globals'
import { exampleCitizen, exampleTrial, servedCitizen } from '../records/example-trial.ts'
import type { CitizenRecord } from '../records/citizen-record.ts'
import { stageSteadyStates } from './stage-steady-state.ts'

/** One person every 50 ms through all 70 s: stages of 20, 20 and 30 s in half seconds, ten people each. */
function statesOf(personAt: (ms: number) => CitizenRecord, endedS = 100) {
  const trial = exampleTrial(Array.from({ length: 1400 }, (_, index) => personAt(index * 50)))
  return stageSteadyStates({ ...trial, facts: { ...trial.facts, endedS } })
}

describe('stageSteadyStates', () => {
  it('is steady from the beginning where everybody is served alike', () => {
    const [before, surge, after] = statesOf((ms) => servedCitizen(ms - 1000, ms))
    expect(before).toEqual({ stage: 'before', startS: 0, endS: 20, reachedAtS: 0, reason: null })
    expect(surge).toMatchObject({ stage: 'surge', reachedAtS: 20 })
    expect(after).toMatchObject({ stage: 'after', startS: 40, endS: 70, reachedAtS: 40 })
  })

  it('is steady when the slowest of its measures is', () => {
    const early = (ms: number) => exampleCitizen({ intendedMs: ms, finishedMs: ms + 100, ending: 'rejected' })
    const [before] = statesOf((ms) => (ms < 3900 ? early(ms) : servedCitizen(ms - 100, ms)))
    expect(before).toMatchObject({ reachedAtS: 4, reason: null })
  })

  it('names the measure that reaches none', () => {
    // Everybody waits as long as the surge is old, but sees the result in time.
    const [, surge] = statesOf((ms) =>
      servedCitizen(ms, ms + 200, { acknowledgedMs: ms, intendedMs: ms - Math.max(0, ms - 20_000) / 2 }),
    )
    expect(surge).toMatchObject({ reachedAtS: null, reason: expect.stringMatching(/^median wait: no steady level/) })
  })

  it('sees people pile up who are answered never', () => {
    const [before] = statesOf((ms) => exampleCitizen({ intendedMs: ms, finishedMs: 90_000 }))
    expect(before!.reachedAtS).toBeNull()
  })

  it('takes a wait of milliseconds for none', () => {
    const [before] = statesOf((ms) => servedCitizen(ms - 200, ms, { acknowledgedMs: ms - (ms < 15_000 ? 195 : 150) }))
    expect(before).toMatchObject({ reachedAtS: 0 })
  })

  it('does not judge a stage that the trial did not live to the end of, nor one without people', () => {
    const states = statesOf((ms) => servedCitizen(ms - 1000, ms), 60)
    expect(states[2]).toMatchObject({ reachedAtS: null, reason: 'the trial ended before the stage did' })
    const [empty] = stageSteadyStates(exampleTrial([]))
    expect(empty).toMatchObject({ reachedAtS: null, reason: expect.stringMatching(/median wait: too short to tell: 0 values/) })
  })
})
