import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { expectedArrivals, scheduleOf, scheduleSha256 } from './schedule.ts'
import type { ScheduleInput } from './schedule.ts'

const mix = { visitor: 0.1, newcomer: 0.1, 'returning-applicant': 0.8 }
const input = (over: Partial<ScheduleInput>): ScheduleInput => ({
  stages: [{ name: 'steady', durationS: 10, rate: 1 }],
  arrivals: 'even',
  mix,
  nominalCapacityPerS: 10,
  seed: 1,
  ...over,
})
const LAUNCH_DAY = [
  { name: 'before', durationS: 8, rate: 0.3 },
  { name: 'surge', durationS: 25, rate: 3 },
  { name: 'after', durationS: 30, rate: 0.3 },
]
const stages = fc.array(
  fc.record({
    name: fc.constantFrom('before', 'surge', 'after'),
    durationS: fc.integer({ min: 1, max: 20 }),
    rate: fc.double({ min: 0, max: 5, noNaN: true }),
    rateTo: fc.option(fc.double({ min: 0, max: 5, noNaN: true }), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 5 },
)

describe('even arrivals', () => {
  it('come at the middle of equal gaps', () => {
    const at = scheduleOf(input({ stages: [{ name: 'steady', durationS: 1, rate: 0.5 }] })).map(({ atMs }) => atMs)
    expect(at).toEqual([100, 300, 500, 700, 900])
  })

  it('follow a ramp: 0 to 20/s over 10 s, the n-th at sqrt(n - 0.5) s', () => {
    const at = scheduleOf(input({ stages: [{ name: 'ramp', durationS: 10, rate: 0, rateTo: 2 }] })).map(({ atMs }) => atMs)
    expect(at).toHaveLength(100)
    at.forEach((ms, n) => expect(ms / 1000).toBeCloseTo(Math.sqrt(n + 0.5), 5))
  })

  it('follow a ramp down to nothing', () => {
    const at = scheduleOf(input({ stages: [{ name: 'ramp', durationS: 10, rate: 2, rateTo: 0 }] })).map(({ atMs }) => atMs)
    expect(at).toHaveLength(100)
    at.forEach((ms, n) => expect(ms / 1000).toBeCloseTo(10 - Math.sqrt(100 - n - 0.5), 5))
  })

  it('go on over the border of two stages without a gap or a burst', () => {
    const half = { name: 'half', durationS: 0.25, rate: 0.5 }
    const at = scheduleOf(input({ stages: [half, half, half, half] })).map(({ atMs }) => atMs)
    expect(at).toEqual([100, 300, 500, 700, 900])
  })

  it('number what the stages promise, at most one fewer or more', () => {
    fc.assert(
      fc.property(stages, (some) => {
        const promised = some.reduce((sum, stage) => sum + expectedArrivals(stage, 10), 0)
        expect(Math.abs(scheduleOf(input({ stages: some })).length - promised)).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('Poisson arrivals', () => {
  it('have the rate of each stage, within four standard deviations', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const arrivals = scheduleOf(input({ arrivals: 'poisson', stages: LAUNCH_DAY, nominalCapacityPerS: 100, seed }))
      for (const stage of LAUNCH_DAY) {
        const mean = expectedArrivals(stage, 100)
        const count = arrivals.filter((arrival) => arrival.stage === stage.name).length
        expect(Math.abs(count - mean)).toBeLessThan(4 * Math.sqrt(mean))
      }
    }
  })

  it('have exponential gaps: mean and standard deviation are equal', () => {
    const at = scheduleOf(input({ arrivals: 'poisson', stages: [{ name: 'steady', durationS: 100, rate: 10 }] })).map(
      ({ atMs }) => atMs,
    )
    const gaps = at.slice(1).map((ms, i) => ms - (at[i] as number))
    const mean = gaps.reduce((a, b) => a + b) / gaps.length
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length)
    expect(mean).toBeCloseTo(10, 0)
    expect(deviation / mean).toBeCloseTo(1, 1)
  })
})

describe('every schedule', () => {
  it('is sorted, numbered from 0, and has everybody inside her stage', () => {
    fc.assert(
      fc.property(stages, fc.constantFrom('even' as const, 'poisson' as const), fc.integer(), (some, arrivals, seed) => {
        const named = some.map((stage, i) => ({ ...stage, name: `${i}` }))
        const starts = named.map((_, i) => named.slice(0, i).reduce((sum, { durationS }) => sum + durationS, 0))
        const schedule = scheduleOf(input({ stages: named, arrivals, seed }))
        schedule.forEach(({ citizen, stage, atMs }, i) => {
          expect(citizen).toBe(i)
          expect(atMs).toBeGreaterThanOrEqual(schedule[i - 1]?.atMs ?? 0)
          expect(atMs / 1000).toBeGreaterThanOrEqual((starts[Number(stage)] as number) - 1e-6)
          expect(atMs / 1000).toBeLessThanOrEqual(
            (starts[Number(stage)] as number) + (named[Number(stage)]?.durationS as number) + 1e-6,
          )
        })
      }),
      { numRuns: 50 },
    )
  })

  it('has the mix it was asked for, whatever order the journeys are listed in', () => {
    const arrivals = scheduleOf(input({ stages: [{ name: 'steady', durationS: 1000, rate: 1 }] }))
    for (const [journey, share] of Object.entries(mix)) {
      expect(arrivals.filter((arrival) => arrival.journey === journey).length / arrivals.length).toBeCloseTo(share, 1)
    }
    const reversed = Object.fromEntries(Object.entries(mix).toReversed())
    expect(scheduleOf(input({ mix: reversed }))).toEqual(scheduleOf(input({})))
  })

  it('is the same for the same seed and another for another', () => {
    const hashOf = (seed: number) => scheduleSha256(scheduleOf(input({ arrivals: 'poisson', stages: LAUNCH_DAY, seed })))
    expect(hashOf(1)).toBe(hashOf(1))
    expect(hashOf(1)).not.toBe(hashOf(2))
    expect(hashOf(1)).toMatch(/^[0-9a-f]{64}$/)
  })

  it('keeps a citizen in her journey when others come at another rate', () => {
    const slow = scheduleOf(input({}))
    const fast = scheduleOf(input({ nominalCapacityPerS: 50 }))
    expect(fast.slice(0, slow.length).map(({ journey }) => journey)).toEqual(slow.map(({ journey }) => journey))
  })

  it('refuses a mix that is not whole', () => {
    expect(() => scheduleOf(input({ mix: { visitor: 0.5 } }))).toThrow('sum to 0.5')
  })
})
