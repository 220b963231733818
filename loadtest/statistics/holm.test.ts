import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { holm } from './holm.ts'

const near = (value: number) => expect.closeTo(value, 12)

describe('holm', () => {
  it('gives what R 4 gives: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") is 0.03 0.06 0.06 0.02', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005]).map(({ pAdjusted }) => pAdjusted)).toEqual([0.03, 0.06, 0.06, 0.02].map(near))
  })

  it('tests at 0.05 / m, 0.05 / (m - 1), ..., and stays where the first fails (the same four: two rejections)', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005]).map(({ level }) => level)).toEqual([0.05 / 3, 0.025, 0.025, 0.0125].map(near))
  })

  it('leaves a single comparison as it is, and knows no comparison', () => {
    expect(holm([0.04])).toEqual([{ pAdjusted: 0.04, level: 0.05 }])
    expect(holm([])).toEqual([])
  })

  const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 })

  it('rejects by the level exactly what it rejects by the adjusted p, never fewer than Bonferroni', () => {
    fc.assert(
      fc.property(pValues, (ps) => {
        holm(ps).forEach(({ pAdjusted, level }, index) => {
          fc.pre(Math.abs(pAdjusted - 0.05) > 1e-9)
          expect(ps[index]! <= level).toBe(pAdjusted <= 0.05)
          expect(pAdjusted).toBeLessThanOrEqual(Math.min(1, ps[index]! * ps.length) + 1e-12)
          expect(pAdjusted).toBeGreaterThanOrEqual(ps[index]!)
        })
      }),
    )
  })

  it('does not care for the order of the comparisons', () => {
    fc.assert(
      fc.property(pValues, (ps) => {
        const adjusted = (list: readonly number[]) => holm(list).map(({ pAdjusted }) => pAdjusted)
        expect(adjusted(ps.toReversed()).toReversed()).toEqual(adjusted(ps))
      }),
    )
  })
})
