import { describe, expect, it } from '@jest/globals'
import { Random } from '../citizens/random.ts'
import { exampleCitizen } from '../records/example-trial.ts'
import { growthOf, peopleOnTheirWay } from './people-on-their-way.ts'

/** People who come at random and stay for a time that the system decides. */
function present(seed: number, ratePerS: number, untilS: number, endOf: (arrivedMs: number, random: Random) => number): number[] {
  const random = new Random('present', seed)
  const citizens = []
  for (let ms = random.exponential(1000 / ratePerS); ms < untilS * 1000; ms += random.exponential(1000 / ratePerS))
    citizens.push(exampleCitizen({ intendedMs: ms, finishedMs: endOf(ms, random) }))
  return peopleOnTheirWay(citizens, untilS)
}

const RATE = 30
const growing = (share: number, series: readonly number[]) => {
  const { share: found, standardError } = growthOf(series.slice(4), RATE)!
  return found > Math.max(share, 2 * standardError)
}
const shareOf = (trials: number, is: (seed: number) => boolean) =>
  Array.from({ length: trials }, (_, seed) => is(seed)).filter(Boolean).length / trials

describe('people on their way', () => {
  it('counts those who came and did not go, second by second', () => {
    const citizens = [
      exampleCitizen({ intendedMs: 200, finishedMs: 2500 }),
      exampleCitizen({ intendedMs: 1200, finishedMs: 1300 }),
      exampleCitizen({ intendedMs: 2100, finishedMs: 99_000 }),
    ]
    expect(peopleOnTheirWay(citizens, 4)).toEqual([1, 1, 1, 1])
  })

  it('calls a stable system growing in at most 4 of 100 short trials', () => {
    const stable = (seed: number) => present(seed, RATE, 20, (ms, random) => ms + 500 + random.exponential(1000))
    expect(shareOf(300, (seed) => growing(0.05, stable(seed)))).toBeLessThanOrEqual(0.04)
  })

  it('sees a queue that grows by a fifth of those who come in nearly every short trial', () => {
    const served = RATE / 1.2
    const overloaded = (seed: number) => {
      let freeMs = 0
      return present(seed, RATE, 20, (ms) => (freeMs = Math.max(freeMs, ms) + 1000 / served) + 1000)
    }
    expect(shareOf(300, (seed) => growing(0.05, overloaded(seed)))).toBeGreaterThan(0.85)
  })

  it('has a standard error that is about the spread of the share', () => {
    const found = Array.from({ length: 400 }, (_, seed) =>
      growthOf(present(seed, RATE, 20, (ms, random) => ms + random.exponential(1200)).slice(4), RATE),
    )
    const mean = found.reduce((sum, growth) => sum + growth!.share, 0) / found.length
    const spread = Math.sqrt(found.reduce((sum, growth) => sum + (growth!.share - mean) ** 2, 0) / found.length)
    const claimed = found.reduce((sum, growth) => sum + growth!.standardError, 0) / found.length
    expect(Math.abs(mean)).toBeLessThan(0.01)
    expect(claimed / spread).toBeGreaterThan(0.75)
    expect(claimed / spread).toBeLessThan(1.5)
  })

  it('says nothing about too little', () => {
    expect(growthOf([1, 2, 3, 4], RATE)).toBeNull()
    expect(growthOf([0, 0, 0, 0, 0, 0], RATE)).toBeNull()
  })
})
