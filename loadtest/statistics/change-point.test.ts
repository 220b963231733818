import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Random } from '../citizens/random.ts'
import { changePointOf } from './change-point.ts'

// Simulated data of Page (1955), with which Pettitt (1979, table 1) shows his test: a change after the 17th value, p = 0.014.
const PAGE = [
  -1.05, 0.96, 1.22, 0.58, -0.98, -0.03, -1.54, -0.71, -0.35, 0.66, 0.44, 0.91, -0.02, -1.42, 1.26, -1.02, -0.81, 1.66, 1.05,
  0.97, 2.14, 1.22, -0.24, 1.6, 0.72, -0.12, 0.44, 0.03, 0.66, 0.56, 1.37, 1.66, 0.1, 0.8, 1.29, 0.49, -0.07, 1.18, 3.29, 1.84,
]

it("finds the change in Page's data as Pettitt published it", () => {
  const change = changePointOf(PAGE)!
  expect(change).toMatchObject({ k: 232, at: 17 })
  expect(change.p).toBeCloseTo(0.0146, 4)
  expect(change.shift).toBeGreaterThan(1)
})

it('does not hang on scale or place, and is mirrored by the sign', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 2, maxLength: 60 }), (series) => {
      const change = changePointOf(series)!
      const moved = changePointOf(series.map((value) => -3 * value + 7))!
      expect([moved.k, moved.at, moved.p]).toEqual([change.k, change.at, change.p])
      expect(moved.shift).toBeCloseTo(-3 * change.shift)
      expect(change.pCorrelated).toBeGreaterThanOrEqual(change.p)
    }),
  )
})

it('is seldom deceived by values that resemble their neighbours', () => {
  const random = new Random(1, 'correlated')
  const alarms = { plain: 0, corrected: 0 }
  for (let run = 0; run < 500; run++) {
    let level = 0
    // The sum of twelve uniform values is as good as normal.
    const noise = () => Array.from({ length: 12 }, () => random.uniform()).reduce((a, b) => a + b) - 6
    const change = changePointOf(Array.from({ length: 40 }, () => (level = 0.5 * level + noise())))!
    if (change.p < 0.05) alarms.plain++
    if (change.pCorrelated < 0.05) alarms.corrected++
  }
  expect(alarms.plain / 500).toBeGreaterThan(0.1)
  expect(alarms.corrected / 500).toBeLessThan(0.08)
})

it('knows nothing of a single value', () => {
  expect(changePointOf([1])).toBeNull()
  expect(changePointOf([1, 1, 1])).toMatchObject({ k: 0, p: 1, shift: 0 })
})
