import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Random } from '../citizens/random.ts'
import { bootstrapMean, bootstrapMeanCi95 } from './bootstrap.ts'

const SAMPLE = [1.1, -1.4, 0.3, -0.6, 1.7, -0.9, 0.5, -0.4]

const exponential = (random: Random) => random.exponential(1)
const laplace = (random: Random) => exponential(random) - exponential(random)
/** Mean 0 and more, as log-ratios of paired trials may be spread. */
const SHAPES: Record<string, (random: Random) => number> = {
  normal,
  'skewed (exponential)': (random) => exponential(random) - 1,
  'heavy-tailed (Laplace)': laplace,
  'heavy-tailed (t, 3 degrees)': (random) =>
    normal(random) / Math.sqrt((normal(random) ** 2 + normal(random) ** 2 + normal(random) ** 2) / 3),
  'with outliers': (random) => normal(random) * (random.bernoulli(0.1) ? 5 : 1),
}

/** Box and Muller (1958). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform())
}

/** Share of samples whose interval holds the mean they come from. */
function coverage(shape: (random: Random) => number, n: number, samples = 400): number {
  const random = new Random(n, 'coverage')
  let covered = 0
  for (let sample = 0; sample < samples; sample += 1) {
    const [low, high] = bootstrapMean(
      Array.from({ length: n }, () => shape(random)),
      sample,
      399,
    ).interval(0.05)
    if (low <= 0 && high >= 0) covered += 1
  }
  return covered / samples
}

describe('bootstrap', () => {
  describe.each([8, 12])('of %i values', (n) => {
    // With 400 samples a coverage of 0.95 is measured within 0.022 (2 standard errors); the percentile bootstrap has 0.85 to 0.92.
    it.each(Object.keys(SHAPES).filter((shape) => !shape.startsWith('skewed')))('covers the mean: %s', (shape) => {
      const covered = coverage(SHAPES[shape]!, n)
      expect(covered).toBeGreaterThan(0.928)
      expect(covered).toBeLessThan(0.998)
    })

    it('covers the mean of skewed values nearly as often', () => {
      expect(coverage(SHAPES['skewed (exponential)']!, n)).toBeGreaterThan(0.9)
    })
  })

  it('says nothing of what happened in no block: of a collapse in one of ten trials, 8 blocks hold none in 43 % of studies', () => {
    expect(0.9 ** 8).toBeCloseTo(0.43, 2)
    const random = new Random('rare')
    const studies = Array.from({ length: 400 }, () =>
      Array.from({ length: 8 }, () => 0.05 * normal(random) - (random.bernoulli(0.1) ? 3 : 0)),
    )
    const blind = studies.filter((values) => values.every((value) => value > -1))
    expect(blind.length / studies.length).toBeCloseTo(0.43, 1)
    // The true mean is -0.3: none of these intervals comes near it.
    expect(blind.every((values) => bootstrapMean(values, 1, 399).interval(0.05)[0] > -0.2)).toBe(true)
  })

  it('gives the same interval for the same seed', () => {
    const interval = bootstrapMeanCi95(SAMPLE, 4)
    expect(bootstrapMeanCi95(SAMPLE, 4)).toEqual(interval)
    expect(bootstrapMeanCi95(SAMPLE, 5)).not.toEqual(interval)
  })

  it('is never narrower than Student’s t: 2.365 standard errors with 7 degrees of freedom (any t table)', () => {
    const { mean, interval } = bootstrapMean(SAMPLE, 1)
    const error = Math.sqrt(SAMPLE.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 7 / 8)
    const [low, high] = interval(0.05)
    expect((high - low) / 2 / error).toBeGreaterThanOrEqual(2.3645)
    expect((high - low) / 2 / error).toBeLessThan(3)
    // Seven equal values: a third of the resamples have no spread, and the interval is still one to work with.
    expect(bootstrapMeanCi95([0, 0, 0, 0, 0, 0, 0, 8], 1)).toEqual([expect.closeTo(-2), expect.closeTo(4)])
  })

  it('is exact where nothing varies, and knows nothing of fewer than two values', () => {
    expect(bootstrapMeanCi95([0.1, 0.1, 0.1], 1)).toEqual([expect.closeTo(0.1), expect.closeTo(0.1)])
    expect(bootstrapMean([0, 0, 0], 1).p).toBe(1)
    expect(bootstrapMean([2, 2, 2], 1).p).toBe(0.0001)
    expect(bootstrapMeanCi95([3], 1)).toEqual([-Infinity, Infinity])
    expect(bootstrapMeanCi95([], 1)).toEqual([-Infinity, Infinity])
    expect(bootstrapMean(SAMPLE, 1).interval(0.000_01)).toEqual([-Infinity, Infinity])
  })

  const samples = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 8, maxLength: 12 })
  const once = (values: readonly number[]) => bootstrapMean(values, 7, 199)

  it('has a p-value that says the same as the interval at every level', () => {
    fc.assert(
      fc.property(samples, fc.constantFrom(0.05, 0.025, 0.05 / 3, 0.01), (values, level) => {
        const { p, interval } = once(values)
        const [low, high] = interval(level)
        // Within rounding of the level either answer is right.
        fc.pre(Math.abs(p - level) > 1e-9)
        expect(low > 0 || high < 0).toBe(p < level)
      }),
    )
  })

  it('does not care for the order, and mirrors and scales with the values', () => {
    fc.assert(
      // Powers of two: scaling by others would round resamples of equal values differently.
      fc.property(samples, fc.constantFrom(0.25, 2, 64, 1024), (values, factor) => {
        const [low, high] = once(values).interval(0.05)
        const near = (value: number) => expect.closeTo(value, 9)
        expect(once(values.toReversed()).interval(0.05)).toEqual([near(low), near(high)])
        expect(once(values.map((value) => -value)).interval(0.05)).toEqual([near(-high), near(-low)])
        const scaled = once(values.map((value) => value * factor)).interval(0.05)
        expect(scaled.map((end) => end / factor)).toEqual([near(low), near(high)])
      }),
    )
  })
})
