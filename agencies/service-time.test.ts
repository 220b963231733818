import { describe, expect, it } from '@jest/globals'
import { seededRandom } from './random.ts'
import { serviceTimes } from './service-time.ts'

const draw = (seed: number, count: number) => {
  const next = serviceTimes(seededRandom(seed))
  return Array.from({ length: count }, next)
}

describe('serviceTimes', () => {
  it('has mean 1, coefficient of variation 0.2 and skewness 0.4, as Erlang-25', () => {
    const times = draw(1, 100_000)
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length
    const moment = (power: number) => times.reduce((sum, time) => sum + (time - mean) ** power, 0) / times.length
    const deviation = Math.sqrt(moment(2))
    expect(mean).toBeCloseTo(1, 2)
    expect(deviation / mean).toBeCloseTo(0.2, 2)
    expect(moment(3) / deviation ** 3).toBeCloseTo(0.4, 1)
    expect(Math.min(...times.slice(0, 10_000))).toBeGreaterThan(0)
  })

  it('is the same for the same seed only', () => {
    expect(draw(7, 50)).toEqual(draw(7, 50))
    expect(draw(7, 50)).not.toEqual(draw(8, 50))
  })
})
