import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { EnvironmentError } from '../environment/environment-error.ts'
import { CASES } from './cases.ts'
import type { Measured } from './certificate.ts'
import { closedGenerator } from './closed-generator.ts'
import { openGenerator } from './open-generator.ts'
import { CaseScore } from './score-case.ts'

const question = CASES.find(({ name }) => name === 'constant-50')!

const run = (p99Ms: number, over: Partial<Measured> = {}): Measured => ({
  sent: 100,
  seen: 100,
  recorded: 100,
  unaccounted: 0,
  misclassified: 0,
  truthMs: { p50: 50, p90: 50, p99: 50 },
  recordedMs: { p50: 50.5, p90: 51, p99: 50 + p99Ms },
  errorMs: { p50: 0.5, p90: 1, p99: p99Ms },
  lagP99Ms: p99Ms,
  lateToLeaveMs: null,
  cpuPct: 10,
  ...over,
})

async function scored(runs: readonly Measured[], lagJudged = true) {
  const score = new CaseScore(question, openGenerator(2000))
  for (const one of runs) await score.add(async () => one)
  return score.row(lagJudged)
}

describe('the score of a case', () => {
  it('judges times by the median of the runs, and keeps every run', async () => {
    const { measured, faults, runs } = await scored([run(1), run(40), run(2)])
    expect(measured!.errorMs.p99).toBe(2)
    expect(measured!.lagP99Ms).toBe(2)
    expect(faults).toEqual([])
    expect(runs).toHaveLength(3)
  })

  it('a time that is wrong in most runs is wrong', async () => {
    expect((await scored([run(1), run(40), run(41)])).faults).toEqual(['p99 +40.0 ms', 'starts 40.0 ms late (p99)'])
    expect((await scored([run(1), run(40), run(41)], false)).faults).toEqual(['p99 +40.0 ms'])
  })

  it('whoever is lost or misnamed in one run is not forgotten, wherever that run stands', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 7 }), async (lost) => {
        const { measured, faults } = await scored(lost.map((count) => run(1, { unaccounted: count, misclassified: count })))
        const sum = lost.reduce((total, count) => total + count, 0)
        expect(measured).toMatchObject({ unaccounted: sum, misclassified: sum, sent: 100 * lost.length })
        expect(faults).toHaveLength(sum > 0 ? 2 : 0)
      }),
    ))

  it('what the machine cannot carry is not run again and not judged', async () => {
    const score = new CaseScore(question, closedGenerator)
    await score.add(async () => run(1))
    await score.add(() => Promise.reject(new EnvironmentError('wrk is not installed')))
    expect(score.canRun).toBe(false)
    expect(score.row(true)).toMatchObject({ measured: null, notRun: 'wrk is not installed', faults: [] })
    await expect(score.add(() => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug')
  })

  it('without a run nothing is said', () => {
    expect(new CaseScore(question, closedGenerator).row(true)).toMatchObject({ measured: null, notRun: 'interrupted' })
  })
})
