import { describe, expect, it } from '@jest/globals'
import { compareSlices } from './own-cost-ratio.ts'
import type { OwnCostSlice } from './own-cost-ratio.ts'

/** Four pairs a round; one of them in a burst of somebody else. */
const round = (number: number, ratio: number, disturbed = false): OwnCostSlice[] =>
  [30, 32, 90, 28].flatMap((bare, index) => {
    const pair = { round: number, pair: index + 1, disturbed }
    const burst = index === 2 ? 1.7 : 1
    return [
      { ...pair, portal: 'bare' as const, cpuPct: bare },
      { ...pair, portal: 'instrumented' as const, cpuPct: bare * ratio * burst },
    ]
  })

describe("the lab's own cost", () => {
  it('is the ratio within pairs, whatever one burst did', () => {
    const { share, ci95, rounds, reached } = compareSlices([...round(1, 1.01), ...round(2, 1.02), ...round(3, 1.03)], 0.1, 1)
    expect(rounds).toBe(3)
    expect(share).toBeCloseTo(0.02, 3)
    expect(ci95![0]).toBeLessThan(0.02)
    expect(reached).toBe('yes')
  })

  it('leaves out disturbed rounds, and says nothing from fewer than two or from halves of pairs', () => {
    const disturbed = compareSlices([...round(1, 1.01), ...round(2, 9, true)], 0.03, 1)
    expect(disturbed).toEqual({ rounds: 1, share: null, ci95: null, reached: 'cannot-tell' })
    const half = round(2, 1.01).filter(({ portal }) => portal === 'bare')
    expect(compareSlices([...round(1, 1.01), ...half], 0.03, 1)).toMatchObject({ rounds: 1, share: null })
  })
})
