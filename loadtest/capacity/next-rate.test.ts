import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { bracketOf, nextRate, type Outcome } from './next-rate.ts'

const BOUNDS = { startPerS: 20, lowestPerS: 1, highestPerS: 200, resolution: 0.1 }

/** Runs the whole search against a portal that holds up to `knee`. */
function search(knee: number, bounds = BOUNDS): Outcome[] {
  const tried: Outcome[] = []
  for (let rate = nextRate(tried, bounds); rate !== null; rate = nextRate(tried, bounds)) {
    tried.push({ ratePerS: rate, met: rate <= knee })
    if (tried.length > 50) throw new Error('does not end')
  }
  return tried
}

describe('search for the knee', () => {
  it('encloses any knee within the resolution, in few steps from a good guess', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1.2, max: 190, noNaN: true }),
        fc.double({ min: 2, max: 190, noNaN: true }),
        (knee, startPerS) => {
          const tried = search(knee, { ...BOUNDS, startPerS })
          const { passing, failing } = bracketOf(tried)
          expect(passing).toBeLessThanOrEqual(knee)
          expect(failing).toBeGreaterThan(knee)
          // Three digits of rounding.
          expect(failing! / passing!).toBeLessThanOrEqual(1.1 * 1.01)
          expect(new Set(tried.map(({ ratePerS }) => ratePerS)).size).toBe(tried.length)
          expect(tried.length).toBeLessThan(16)
        },
      ),
    )
    expect(search(21).length).toBeLessThanOrEqual(3)
  })

  it('ends at the bounds when everything holds, or nothing', () => {
    expect(bracketOf(search(Infinity))).toEqual({ passing: 200, failing: null })
    expect(bracketOf(search(0))).toEqual({ passing: null, failing: 1 })
  })

  it('does not go on from a rate that could not be decided', () => {
    expect(nextRate([{ ratePerS: 20, met: null }], BOUNDS)).toBeNull()
  })

  it('believes no rate that passes above one that fails', () => {
    const tried = [
      { ratePerS: 10, met: true },
      { ratePerS: 20, met: false },
      { ratePerS: 24, met: true },
    ]
    expect(bracketOf(tried)).toEqual({ passing: 10, failing: 20 })
    expect(nextRate(tried, BOUNDS)).toBe(14.1)
  })
})
