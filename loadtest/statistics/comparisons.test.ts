import { describe, expect, it } from '@jest/globals'
import { exampleTrial } from '../records/example-trial.ts'
import { bootstrapMeanCi95 } from './bootstrap.ts'
import { comparisonsOf } from './comparisons.ts'
import { summariseTrial } from './summarise-trial.ts'
import type { TrialSummary } from './trial-summary.ts'

const blank = summariseTrial(exampleTrial([]))

/** One trial with this figure during its surge. */
function trial(strategy: string, block: number, during: number | null, changed: Partial<TrialSummary> = {}): TrialSummary {
  return { ...blank, strategy, block, seed: block, permitGoodputPerS: { before: 30, during, after: 30 }, ...changed }
}

/** Day-to-day differences that both strategies of a block share. */
const DAYS = [100, 92, 108, 97, 111, 88, 103, 99]
/** What is left to chance within a block, in per mille. */
const NOISE = [11, -14, 3, -6, 17, -9, 5, -4]

function study(a: (day: number, block: number) => number, blocks = 8): TrialSummary[] {
  return DAYS.slice(0, blocks).flatMap((day, index) => [trial('inline', index + 1, day), trial('fifo', index + 1, a(day, index))])
}

const compare = (trials: TrialSummary[]) => comparisonsOf(trials, 'inline', 1)

describe('comparisons', () => {
  it('find a real difference of 20 % over 8 blocks', () => {
    const [comparison] = compare(study((day, block) => day * 1.2 * (1 + NOISE[block]! / 1000)))
    expect(comparison).toMatchObject({ metric: 'permitGoodputPerS.during', scenario: 'tiny', a: 'fifo', b: 'inline', blocks: 8 })
    expect(comparison!.verdict).toBe('a-better')
    expect(comparison!.ratio).toBeCloseTo(1.2, 1)
    expect(comparison!.ci95![0]).toBeGreaterThan(1.18)
    expect(comparison!.ci95![1]).toBeLessThan(1.22)
  })

  it('find it in the other direction too', () => {
    expect(compare(study((day, block) => (day / 1.2) * (1 + NOISE[block]! / 1000)))[0]!.verdict).toBe('b-better')
  })

  it('never name a winner of two that are the same', () => {
    expect(compare(study((day) => day))[0]).toMatchObject({ ratio: 1, ci95: [1, 1], verdict: 'no-difference' })
    expect(compare(study((day, block) => day * (1 + NOISE[block]! / 1000)))[0]!.verdict).toBe('no-difference')
  })

  it('cannot tell when chance is larger than the difference', () => {
    expect(compare(study((day, block) => day * (1 + NOISE[block]! / 40)))[0]!.verdict).toBe('cannot-tell')
  })

  it('give a ratio but neither interval nor verdict with 7 blocks', () => {
    expect(compare(study((day) => day * 2, 7))[0]).toEqual({
      metric: 'permitGoodputPerS.during',
      scenario: 'tiny',
      a: 'fifo',
      b: 'inline',
      ratio: 2,
      ci95: null,
      blocks: 7,
      verdict: 'cannot-tell',
    })
  })

  it('leave out blocks with an invalid trial or an unknown figure', () => {
    const trials = study((day) => day * 2)
    const invalid = trials.map((one, index) => (index === 0 ? { ...one, valid: false } : one))
    expect(compare(invalid)[0]).toMatchObject({ blocks: 7, verdict: 'cannot-tell', ci95: null })
    expect(compare([...trials.slice(1), trial('inline', 1, null)])[0]).toMatchObject({ blocks: 7 })
    expect(compare([trial('inline', 1, null), trial('fifo', 1, 5)])[0]).toMatchObject({ ratio: null, blocks: 0 })
  })

  it('have no ratio to a reference that served nobody, but a verdict', () => {
    const trials = DAYS.flatMap((day, index) => [trial('inline', index, 0), trial('fifo', index, day)])
    expect(compare(trials)[0]).toMatchObject({ ratio: null, ci95: null, blocks: 8, verdict: 'a-better' })
    expect(compare([trial('inline', 1, 0), trial('fifo', 1, 90)])[0]).toMatchObject({ ratio: null, verdict: 'cannot-tell' })
  })

  it('stay within a scenario, and need the reference', () => {
    const elsewhere = [trial('inline', 1, 10, { scenario: 'steady' }), trial('fifo', 1, 20, { scenario: 'steady' })]
    expect(compare([...study((day) => day, 1), ...elsewhere]).map(({ scenario, ratio }) => [scenario, ratio])).toEqual([
      ['tiny', 1],
      ['steady', 2],
    ])
    expect(compare([trial('fifo', 1, 10)])).toEqual([])
  })
})

describe('bootstrap', () => {
  it('gives the same interval for the same seed, and covers the mean', () => {
    const values = NOISE.map((noise) => noise / 10)
    const interval = bootstrapMeanCi95(values, 4)
    expect(bootstrapMeanCi95(values, 4)).toEqual(interval)
    expect(interval[0]).toBeLessThan(0.0375)
    expect(interval[1]).toBeGreaterThan(0.0375)
  })

  it('covers the truth about as often as such an interval of 8 values does', () => {
    // Values of mean 0 from sums of three uniforms; a percentile interval of n = 8 is known to be somewhat short: near 0.9.
    let covered = 0
    for (let round = 0; round < 50; round += 1) {
      const values = Array.from({ length: 8 }, (_, index) =>
        [1, 2, 3].reduce((sum, part) => sum + fraction(round * 31 + index * 7 + part) - 0.5, 0),
      )
      const [low, high] = bootstrapMeanCi95(values, round)
      if (low <= 0 && high >= 0) covered += 1
    }
    expect(covered / 50).toBeGreaterThan(0.82)
    expect(covered / 50).toBeLessThan(0.99)
  })
})

/** A fixed scatter over [0, 1): sine noise, only for this test. */
function fraction(index: number): number {
  const value = Math.sin(index * 12.9898 + 4.1414) * 43_758.5453
  return value - Math.floor(value)
}
