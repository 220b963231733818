import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { blocksNeeded, pairedPower } from './blocks-needed.ts'

/** A pilot with exactly this standard deviation. */
const pilot = (deviation: number) => [-deviation, 0, deviation]
/** The share that is so many standard deviations of logarithms. */
const shareOf = (effect: number, deviation: number) => 1 - Math.exp(-effect * deviation)

describe('blocksNeeded', () => {
  // R 4: power.t.test(delta = 0.5, power = 0.8, type = "paired") gives n = 33.367; Cohen (1988) and G*Power: 34, 15 and 199 pairs.
  it.each([
    [0.5, 34],
    [0.8, 15],
    [0.2, 199],
  ])('an effect of %d standard deviations needs %i pairs', (effect, pairs) => {
    expect(blocksNeeded(pilot(0.1), shareOf(effect, 0.1))).toBe(pairs)
    expect(blocksNeeded(pilot(0.3), shareOf(effect, 0.3))).toBe(pairs)
  })

  // R 4: power.t.test(n, delta, type = "paired", strict = TRUE)$power.
  it.each([
    [34, 0.5, 0.807_777_5],
    [8, 1.2, 0.827_920_1],
    [8, 0.3, 0.114_279_6],
    [900, 0.1, 0.850_092_7],
  ])('%i pairs with an effect of %d have the power that R gives', (n, effect, power) => {
    expect(pairedPower(n, effect, 0.05)).toBeCloseTo(power, 5)
  })

  it('is 8 at least, null of a pilot that tells no spread or asks for too much', () => {
    expect(blocksNeeded(pilot(0.001), 0.05)).toBe(8)
    expect(blocksNeeded([0.1, 0.1], 0.05)).toBe(8)
    expect(blocksNeeded([0.1], 0.05)).toBeNull()
    expect(blocksNeeded(pilot(50), 0.05)).toBeNull()
  })

  it('grows with the spread, the power and the number of comparisons, and not with what the pilot found', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.02, max: 0.5, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (deviation, shift) => {
          const blocks = blocksNeeded(pilot(deviation), 0.05)!
          expect(blocksNeeded(pilot(deviation * 1.5), 0.05)!).toBeGreaterThanOrEqual(blocks)
          expect(blocksNeeded(pilot(deviation), 0.05, { power: 0.9 })!).toBeGreaterThanOrEqual(blocks)
          expect(blocksNeeded(pilot(deviation), 0.05, { level: 0.01 })!).toBeGreaterThanOrEqual(blocks)
          const shifted = pilot(deviation).map((value) => value + shift)
          expect(Math.abs(blocksNeeded(shifted, 0.05)! - blocks)).toBeLessThanOrEqual(1)
        },
      ),
    )
  })
})
