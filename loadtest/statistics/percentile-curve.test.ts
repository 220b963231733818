import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { exampleCitizen, servedCitizen } from '../records/example-trial.ts'
import { latencyHistogram, mergeHistograms, timeToPermitHistogram } from './latency.ts'
import { ninesOf, peopleIn, percentileCurve, percentileMs, rankingOf } from './percentile-curve.ts'
import { quantile } from './quantile.ts'

const times = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 300 })
const histogramOf = (ms: readonly number[]) => timeToPermitHistogram(ms.map((time) => servedCitizen(0, time)))
const ranked = (ms: readonly number[]) => rankingOf(histogramOf(ms))

describe('percentile curve', () => {
  it('is the nearest-rank quantile of everybody, to three digits, and ends at the longest', () => {
    fc.assert(
      fc.property(times, (all) => {
        const points = percentileCurve(ranked(all))
        for (const { nines, ms } of points) {
          const exact = quantile(all, 1 - 10 ** -nines)!
          expect(Math.abs(ms - exact)).toBeLessThanOrEqual(Math.max(1, exact * 0.001))
        }
        expect(Math.abs(points.at(-1)!.ms - Math.max(...all))).toBeLessThanOrEqual(Math.max(1, Math.max(...all) * 0.001))
        expect(points.every((point, index) => index === 0 || point.ms >= points[index - 1]!.ms)).toBe(true)
      }),
    )
  })

  it('says of each share what the histogram itself says', () => {
    fc.assert(
      fc.property(times, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, share) => {
        const ranking = ranked(all)
        expect(peopleIn(ranking)).toBe(all.length)
        expect(percentileMs(ranking, share, all.length)).toBe(histogramOf(all).getValueAtPercentile(100 * share))
      }),
    )
  })

  it('ends at the share that ever got there', () => {
    const points = percentileCurve(ranked([1000, 2000, 3000]), 6)
    expect(points.at(-1)!.nines).toBeLessThanOrEqual(ninesOf(0.5) + 1e-9)
    expect(points.at(-1)!.nines).toBeGreaterThan(ninesOf(0.5) - 0.03)
    expect(percentileMs(ranked([1000, 2000, 3000]), 0.6, 6)).toBeNull()
    expect(percentileCurve(ranked([]), 6)).toEqual([])
  })

  it('merges trials instead of averaging them, and leaves them as they were', () => {
    const [quick, slow] = [latencyHistogram([servedCitizen(0, 9000)]), latencyHistogram([exampleCitizen({ finishedMs: 20_000 })])]
    const merged = percentileCurve(rankingOf(mergeHistograms([quick, slow])))
    expect([merged[0]!.ms, merged.at(-1)!.ms]).toEqual([100, expect.closeTo(20_000, -2)])
    expect([quick.totalCount, slow.totalCount]).toEqual([1, 1])
  })
})
