import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Random } from '../citizens/random.ts'
import { steadyStateOf } from './steady-state.ts'

const RUNS = 120

/** Poisson counts with a mean that changes over the series, by counting exponential steps. */
function counts(run: number, length: number, meanAt: (share: number) => number): number[] {
  const random = new Random('steady', run)
  return Array.from({ length }, (_, index) => {
    let count = -1
    for (let at = 0; at < meanAt((index + 0.5) / length); at += random.exponential(1)) count++
    return Math.max(0, count)
  })
}

function runs(length: number, meanAt: (share: number) => number): (number | null)[] {
  return Array.from({ length: RUNS }, (_, run) => steadyStateOf(counts(run, length, meanAt)).truncate)
}

function shareReached(truncations: readonly (number | null)[]): number {
  return truncations.filter((cut) => cut !== null).length / truncations.length
}

function meanOf(truncations: readonly (number | null)[]): number {
  const found = truncations.filter((cut) => cut !== null)
  return found.reduce((a, b) => a + b) / found.length
}

/** The definition of White (1997), as it stands there. */
function mserByDefinition(values: readonly number[], cut: number): number {
  const left = values.slice(cut)
  const mean = left.reduce((a, b) => a + b) / left.length
  return left.reduce((sum, value) => sum + (value - mean) ** 2, 0) / left.length ** 2
}

// Kinds of initial bias with which warm-up rules are judged: shift, ramp, and none (Hoad, Robinson and Davies 2008).
describe.each([40, 200, 400])('steadyStateOf %i values', (length) => {
  it('cuts little or nothing off a steady series', () => {
    const cuts = runs(length, () => 30)
    expect(shareReached(cuts)).toBeGreaterThan(0.93)
    expect(meanOf(cuts) / length).toBeLessThan(0.1)
  })

  it('finds a pipeline that fills during the first fifth', () => {
    const cuts = runs(length, (share) => Math.min(30, 150 * share))
    expect(shareReached(cuts)).toBeGreaterThan(0.9)
    expect(meanOf(cuts) / length).toBeGreaterThan(0.12)
    expect(meanOf(cuts) / length).toBeLessThan(0.25)
  })

  it.each([
    ['grows to the end', (share: number) => 10 + 40 * share, 0.25],
    ['breaks down at 70 %', (share: number) => (share < 0.7 ? 30 : 5), 0.01],
    ['is served less and less', (share: number) => 40 * Math.exp(-3 * share), 0.2],
  ])('says that a series that %s reached none', (_, meanAt, falseShare) => {
    expect(shareReached(runs(length, meanAt))).toBeLessThan(falseShare)
  })
})

it('cuts where the statistic of the definition is smallest', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 20, maxLength: 80 }), (series) => {
      const { truncate } = steadyStateOf(series)
      fc.pre(truncate !== null)
      const others = series.slice(0, Math.floor(series.length * 0.7) + 1).map((_, cut) => mserByDefinition(series, cut))
      expect(mserByDefinition(series, truncate)).toBeCloseTo(Math.min(...others), 6)
      expect(truncate).toBeLessThanOrEqual(series.length / 2)
    }),
  )
})

it('means the same in any unit', () => {
  const series = counts(1, 60, (share) => Math.min(30, 150 * share))
  expect(steadyStateOf(series.map((value) => value * 4)).truncate).toBe(steadyStateOf(series).truncate)
})

it('is steady at once where nothing changes, also where nothing happens', () => {
  expect(steadyStateOf(Array.from({ length: 30 }, () => 0))).toEqual({ truncate: 0, reason: null })
  expect(steadyStateOf(Array.from({ length: 250 }, () => 0.1))).toEqual({ truncate: 0, reason: null })
})

it('cuts exactly at the jump of a series without noise', () => {
  const series = Array.from({ length: 40 }, (_, index) => (index < 7 ? 1 : 9))
  expect(steadyStateOf(series)).toEqual({ truncate: 7, reason: null })
})

it('says why there is none', () => {
  expect(steadyStateOf([1, 2, 3]).reason).toMatch(/too short/)
  expect(steadyStateOf(Array.from({ length: 40 }, (_, index) => index)).reason).toMatch(/no steady level/)
})
