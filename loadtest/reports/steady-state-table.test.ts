import { describe, expect, it } from '@jest/globals'
import { EXAMPLE_MANIFEST } from '../records/example-manifest.ts'
import { exampleTrial } from '../records/example-trial.ts'
import type { StageSteadyState } from '../statistics/stage-steady-state.ts'
import { summariseStudy } from '../statistics/summarise-study.ts'
import { summariseTrial } from '../statistics/summarise-trial.ts'
import { steadyStateCaveat, steadyStateTable } from './steady-state-table.ts'

/** The window "before" of the example is 10 s to 20 s. */
function summaryOf(reachedAtS: number | null, valid = true) {
  const before: StageSteadyState = {
    stage: 'before',
    startS: 0,
    endS: 20,
    reachedAtS,
    reason: reachedAtS === null ? 'it was not' : null,
  }
  const surge: StageSteadyState = { stage: 'surge', startS: 20, endS: 40, reachedAtS: null, reason: 'it never was' }
  const trial = { ...summariseTrial(exampleTrial([])), valid, steadyState: [before, surge] }
  return summariseStudy(EXAMPLE_MANIFEST, [trial])
}

describe('steady state', () => {
  it('is told for every stage, with the reason where there is none', () => {
    expect(steadyStateTable(summaryOf(3.5)).rows).toEqual([
      ['fifo', 'before', '0 s', '20 s', '3.5 s', ''],
      ['fifo', 'surge', '20 s', '40 s', 'not reached', 'it never was'],
    ])
  })

  it('is a caveat where the window "before" contains warm-up or no steady state', () => {
    expect(steadyStateCaveat(summaryOf(12))).toMatch(/^In 1 of 1 valid trials .*\(fifo\)/)
    expect(steadyStateCaveat(summaryOf(null))).toMatch(/not steady/)
  })

  it('is none where the window begins after the warm-up, nor for invalid trials', () => {
    expect(steadyStateCaveat(summaryOf(10))).toBeNull()
    expect(steadyStateCaveat(summaryOf(null, false))).toBeNull()
  })
})
