import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { anyCitizen } from '../records/any-citizen.ts'
import { exampleCitizen, servedCitizen } from '../records/example-trial.ts'
import { servedCurve, servedWithin } from './served-curve.ts'

const waitingFor = (s: number) => exampleCitizen({ ending: 'waiting', acknowledgedMs: 10, finishedMs: s * 1000 })

describe('share served within a time', () => {
  it('is a plain share when everybody was watched to the end', () => {
    const people = [servedCitizen(0, 4000), servedCitizen(0, 20_000), exampleCitizen(), exampleCitizen({ ending: 'rejected' })]
    expect(servedWithin(people)).toEqual({ s5: 0.25, s30: 0.5, s120: 0.5 })
  })

  it('counts those who still wait as long as they were watched (Kaplan-Meier)', () => {
    // 1 of 4 at 2 s; one leaves the risk set at 10 s; then 1 of the 2 left at 20 s: 1 - 3/4 * 1/2.
    const people = [servedCitizen(0, 2000), waitingFor(10), servedCitizen(0, 20_000), exampleCitizen()]
    expect(servedWithin(people)).toEqual({ s5: 0.25, s30: null, s120: null })
    expect(servedCurve(people, [2, 10, 20])).toEqual([
      { atS: 2, share: 0.25 },
      { atS: 10, share: 0.25 },
      { atS: 20, share: 0.625 },
    ])
  })

  it('is unknown beyond the last moment somebody waiting was watched, and of nobody', () => {
    expect(servedWithin([servedCitizen(0, 2000), waitingFor(60)])).toEqual({ s5: 0.5, s30: 0.5, s120: null })
    expect(servedWithin([])).toEqual({ s5: null, s30: null, s120: null })
  })

  it('never falls and stays between 0 and 1', () => {
    fc.assert(
      fc.property(fc.array(anyCitizen), (citizens) => {
        const shares = servedCurve(citizens).flatMap(({ share }) => share ?? [])
        expect(shares).toEqual(shares.toSorted((a, b) => a - b))
        expect(shares.every((share) => share >= 0 && share <= 1 + 1e-9)).toBe(true)
      }),
    )
  })
})
