import { describe, expect, it } from '@jest/globals'
import { Random } from './random.ts'

const draws = (random: Random, n = 20_000) => Array.from({ length: n }, () => random.uniform())
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length

describe('Random', () => {
  it('is the same stream for the same key, another for any other', () => {
    const first = draws(new Random(1, 2, 'retry'), 5)
    expect(draws(new Random(1, 2, 'retry'), 5)).toEqual(first)
    for (const other of [
      new Random(2, 2, 'retry'),
      new Random(1, 3, 'retry'),
      new Random(1, 2, 'key'),
      new Random(12, 'retry'),
    ]) {
      expect(draws(other, 5)).not.toEqual(first)
    }
  })

  it('is uniform: every decile within four standard deviations', () => {
    const counts = Array.from({ length: 10 }, () => 0)
    for (const value of draws(new Random('uniform'))) counts[Math.floor(value * 10)]! += 1
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(4 * Math.sqrt(20_000 * 0.1 * 0.9))
  })

  it('has no correlation between first draws of neighbouring citizens', () => {
    const first = Array.from({ length: 20_000 }, (_, citizen) => new Random(1, citizen, 'journey').uniform())
    const products = first.slice(1).map((value, i) => (value - 0.5) * ((first[i] as number) - 0.5) * 12)
    expect(Math.abs(mean(products))).toBeLessThan(4 / Math.sqrt(20_000))
  })

  it('exponential: mean and standard deviation are the mean', () => {
    const random = new Random('exponential')
    const values = Array.from({ length: 20_000 }, () => random.exponential(3))
    expect(mean(values)).toBeCloseTo(3, 0)
    expect(Math.sqrt(mean(values.map((value) => (value - 3) ** 2)))).toBeCloseTo(3, 0)
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0)
  })

  it('bernoulli, integer, pick keep to their bounds and shares', () => {
    const random = new Random('others')
    const many = Array.from({ length: 20_000 })
    expect(mean(many.map(() => Number(random.bernoulli(0.087))))).toBeCloseTo(0.087, 2)
    expect(new Set(many.map(() => random.integer(3, 5)))).toEqual(new Set([3, 4, 5]))
    expect(new Set(many.map(() => random.pick(['a', 'b'])))).toEqual(new Set(['a', 'b']))
    expect(() => random.pick([])).toThrow(RangeError)
  })
})
