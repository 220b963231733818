import { describe, expect, it } from '@jest/globals'
import { linearTicks, ratioTicks } from './axis-ticks.ts'

describe('ticks of an axis', () => {
  it.each([
    [30.5, [0, 10, 20, 30, 40]],
    [1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [0.07, [0, 0.02, 0.04, 0.06, 0.08]],
    [0, [0, 1]],
  ])('are round from 0 to beyond %p', (largest, ticks) => {
    expect(linearTicks(largest)).toEqual(ticks)
  })

  it('of ratios lie around them and 1, few enough to be read', () => {
    expect(ratioTicks([0.97, 1.02])).toEqual([0.9, 0.95, 1, 1.05, 1.1])
    for (const ratios of [[0.02, 40], [1.2], [0.5, 0.6], [7, 900], [0.0001]]) {
      const ticks = ratioTicks(ratios)
      expect(ticks).toContain(1)
      expect(ticks.length).toBeLessThanOrEqual(11)
      expect(ticks[0]).toBeLessThanOrEqual(Math.max(0.01, Math.min(1, ...ratios)))
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(Math.min(100, Math.max(1, ...ratios)))
      expect(ticks).toEqual(ticks.toSorted((a, b) => a - b))
    }
  })
})
