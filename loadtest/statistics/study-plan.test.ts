import { describe, expect, it } from '@jest/globals'
import { exampleTrial, servedCitizen } from '../records/example-trial.ts'
import { blocksNeeded } from './blocks-needed.ts'
import { logRatiosOf } from './paired-blocks.ts'
import { studyPlan } from './study-plan.ts'
import { summariseTrial } from './summarise-trial.ts'
import type { TrialSummary } from './trial-summary.ts'

const DESIGN = {
  primaryMetric: 'permitGoodputPerS.during',
  direction: 'higher',
  minimumEffect: 0.05,
  reference: 'a',
} as const
const SUMMARY = summariseTrial(exampleTrial([servedCitizen(0, 1000)]))

function trial(strategy: string, block: number, during: number): TrialSummary {
  return { ...SUMMARY, strategy, block, seed: block, permitGoodputPerS: { before: null, during, after: null } }
}
const PILOT = [
  [30, 24, 30.5],
  [29, 25, 29.5],
  [31, 23, 31],
].flatMap(([a, b, c], index) => [trial('a', index + 1, a!), trial('b', index + 1, b!), trial('c', index + 1, c!)])
/** Every 20 s, and a night between the second and the third. */
const STARTS = [0, 20_000, 50_000_000, 50_020_000, 50_040_000]

describe('studyPlan', () => {
  it('takes the comparison that needs most, at the level that Holm asks of the first, for all arms', () => {
    const { comparisons, blocks, hours } = studyPlan(PILOT, DESIGN, STARTS)
    const needed = (arm: string) => blocksNeeded(logRatiosOf(PILOT, arm, 'a', DESIGN.primaryMetric), 0.05, { level: 0.025 })
    expect(comparisons.map(({ arm, pilotBlocks, blocks: each }) => [arm, pilotBlocks, each])).toEqual([
      ['b', 3, needed('b')],
      ['c', 3, needed('c')],
    ])
    expect(needed('b')).toBeGreaterThan(needed('c')!)
    expect(blocks).toBe(needed('b'))
    expect(hours).toBeCloseTo((blocks! * 3 * 20) / 3600, 9)
  })

  it('gives the spread that the plan rests on', () => {
    const [b] = studyPlan(PILOT, DESIGN, STARTS).comparisons
    const logs = [24 / 30, 25 / 29, 23 / 31].map(Math.log)
    const mean = logs.reduce((sum, log) => sum + log) / 3
    const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / 2
    expect(b!.deviation).toBeCloseTo(Math.sqrt(variance), 12)
  })

  it('knows nothing from one block, and no hours from one trial', () => {
    const { comparisons, blocks, hours } = studyPlan(PILOT.slice(0, 3), DESIGN, [0])
    expect(comparisons[0]).toEqual({ arm: 'b', pilotBlocks: 1, deviation: null, blocks: null })
    expect([blocks, hours]).toEqual([null, null])
    expect(studyPlan(PILOT, DESIGN, [0]).hours).toBeNull()
  })

  it('does not count invalid trials', () => {
    const spoilt = PILOT.map((one) => (one.strategy === 'b' && one.block > 1 ? { ...one, valid: false } : one))
    const { comparisons } = studyPlan(spoilt, DESIGN, STARTS)
    expect(comparisons.map(({ pilotBlocks }) => pilotBlocks)).toEqual([1, 3])
  })
})
