import { describe, expect, it } from '@jest/globals'
import { Random } from '../citizens/random.ts'
import { parseRetryAfter } from './answer.ts'
import type { Answer } from './answer.ts'
import { nextTry } from './next-try.ts'

const answer = (outcome: Answer['outcome'], retryAfterS: number | null = null): Answer => ({
  outcome,
  status: null,
  retryAfterS,
  body: '',
})
const temper = (retry: 'none' | 'refresh' | 'backoff', obeys = true) => ({
  behaviour: { retries: 3, retry },
  obeys,
  random: new Random(1, retry, String(obeys)),
})
const many = Array.from({ length: 1000 })

describe('nextTry', () => {
  it.each(['none', 'refresh', 'backoff'] as const)(
    '%s: who was told to come back comes back, up to 20 %% later than told, for ever',
    (retry) => {
      const obedient = temper(retry)
      for (const _ of many) {
        const next = nextTry(answer('rejected', 5), 99, obedient)
        expect(next?.usesRetry).toBe(false)
        expect(next?.waitMs).toBeGreaterThanOrEqual(5000)
        expect(next?.waitMs).toBeLessThan(6000)
      }
    },
  )

  it('who does not obey refreshes within 0.2 to 1 s and uses up the retries', () => {
    const impatient = temper('backoff', false)
    for (const _ of many) {
      const next = nextTry(answer('rejected', 5), 0, impatient)
      expect(next?.usesRetry).toBe(true)
      expect(next?.waitMs).toBeGreaterThanOrEqual(200)
      expect(next?.waitMs).toBeLessThan(1000)
    }
    expect(nextTry(answer('rejected', 5), 2, impatient)).not.toBeNull()
    expect(nextTry(answer('rejected', 5), 3, impatient)).toBeNull()
  })

  it.each(['timedOut', 'reset', 'refused', 'failed'] as const)(
    '%s is answered with as many tries as there are retries',
    (outcome) => {
      expect([0, 1, 2, 3].map((used) => nextTry(answer(outcome), used, temper('refresh')) !== null)).toEqual([
        true,
        true,
        true,
        false,
      ])
      expect(nextTry(answer(outcome), 0, temper('none'))).toBeNull()
    },
  )

  it('backs off exponentially with full jitter', () => {
    const random = { ...temper('backoff'), behaviour: { retries: 99, retry: 'backoff' as const } }
    for (const [used, most] of [
      [0, 1000],
      [1, 2000],
      [2, 4000],
      [10, 30_000],
    ] as const) {
      const waits = many.map(() => nextTry(answer('timedOut'), used, random)?.waitMs ?? 0)
      expect(Math.max(...waits)).toBeLessThanOrEqual(most)
      expect(waits.reduce((a, b) => a + b) / waits.length / most).toBeCloseTo(0.5, 1)
    }
  })
})

describe('parseRetryAfter', () => {
  const nowMs = Date.parse('2026-01-01T00:00:00Z')
  it.each([
    [undefined, null],
    ['', null],
    ['7', 7],
    ['0', 0],
    ['soon', null],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
  ])('%s -> %s', (header, seconds) => expect(parseRetryAfter(header, nowMs)).toBe(seconds))
})
