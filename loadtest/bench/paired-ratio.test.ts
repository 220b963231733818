import { describe, expect, it } from '@jest/globals'
import { pairedRatio, reached } from './paired-ratio.ts'

const rounds = (...values: number[]) => new Map(values.map((value, index) => [index + 1, value]))

describe('paired ratio', () => {
  it('what changes a whole round by any factor cancels out', () => {
    expect(pairedRatio(rounds(8, 80, 4), rounds(10, 100, 5), 1)).toMatchObject({ rounds: 3, ratio: expect.closeTo(0.8, 12) })
  })

  it('the interval holds the ratio, and mirrors when the sides are changed', () => {
    const [a, b] = [rounds(40, 44, 38, 41, 45, 39, 42, 40), rounds(50, 51, 49, 52, 50, 48, 53, 50)]
    const { ratio, ci95 } = pairedRatio(a, b, 1)
    const mirrored = pairedRatio(b, a, 1)
    expect(ci95![0]).toBeLessThan(ratio!)
    expect(ci95![1]).toBeGreaterThan(ratio!)
    expect(mirrored.ratio).toBeCloseTo(1 / ratio!, 12)
    expect(mirrored.ci95![0]).toBeCloseTo(1 / ci95![1], 12)
  })

  it('only rounds that have both count, and one is not enough', () => {
    const b = rounds(1, 1, 1)
    b.delete(2)
    b.delete(3)
    expect(pairedRatio(rounds(1, 1, 1), b, 1)).toEqual({ rounds: 1, ratio: null, ci95: null })
  })
})

describe('a goal', () => {
  it.each([
    [[0.85, 0.95], 'yes'],
    [[0.75, 0.85], 'cannot-tell'],
    [[0.6, 0.75], 'no'],
  ] as const)('at least 0.8, interval %j: %s', (interval, verdict) => {
    expect(reached(interval, (value) => value >= 0.8)).toBe(verdict)
  })
})
