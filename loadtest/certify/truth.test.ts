import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { lateToLeaveMs, quantilesOf, serverWaits, stallWaits, truthOutcome } from './truth.ts'
import type { TruthRow } from './truth-row.ts'

const row = (over: Partial<TruthRow> = {}): TruthRow => ({
  step: 'page',
  citizen: null,
  outcome: 'ok',
  arrivedMs: 100,
  answeredMs: 150,
  leftMs: null,
  ...over,
})
const PATIENCE_MS = 1000

describe('truth', () => {
  it.each([
    ['answered in time', row(), 'ok'],
    ['refused in time', row({ outcome: 'rejected' }), 'rejected'],
    ['answered after the patience', row({ answeredMs: 1300 }), 'timedOut'],
    ['never answered, nobody left', row({ answeredMs: null }), 'timedOut'],
    ['left at the end of the patience', row({ answeredMs: null, leftMs: 1101 }), 'timedOut'],
    ['left before: the run was over', row({ answeredMs: null, leftMs: 600 }), null],
  ])('%s', (_name, one, outcome) => expect(truthOutcome(one, PATIENCE_MS)).toBe(outcome))

  it('waits: rejections and the unfinished apart, given up = the patience', () => {
    const rows = [row(), row({ outcome: 'rejected' }), row({ answeredMs: null }), row({ answeredMs: null, leftMs: 600 })]
    expect(serverWaits(rows, PATIENCE_MS)).toEqual([50, 1000])
  })

  it('late to leave counts from the patience', () => {
    expect(lateToLeaveMs([row({ answeredMs: null, leftMs: 1107 })], PATIENCE_MS)).toBe(7)
    expect(lateToLeaveMs([row()], PATIENCE_MS)).toBeNull()
  })

  it('a stall, seen from the intended starts', () => {
    // Somebody every 100 ms; the server (whose clock is 5000 ahead) answers after 10 ms, but nobody from 1000 to 3000.
    const intended = Array.from({ length: 50 }, (_, n) => n * 100)
    const rows = [row({ arrivedMs: 5000, answeredMs: 5010 }), row({ arrivedMs: 8200, answeredMs: 8210 })]
    const waits = stallWaits(intended, rows, { fromMs: 6000, toMs: 8000 })
    expect(waits.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 10))
    expect(waits.slice(10, 30)).toEqual(Array.from({ length: 20 }, (_, n) => 2000 - n * 100))
    expect(waits.slice(30)).toEqual(Array.from({ length: 20 }, () => 10))
    // 20 of 50 are held, 100 .. 2000 ms: the 45th and the 50th in order of length.
    expect(quantilesOf(waits)).toEqual({ p50: 10, p90: 1500, p99: 2000 })
  })

  it('a stall delays nobody beyond its end, and nobody outside it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(10_000), { minLength: 1 }),
        fc.nat(5000),
        fc.integer({ min: 1, max: 4000 }),
        (times, offset, length) => {
          const intended = times.toSorted((a, b) => a - b)
          const from = intended[0]! + 10 + offset // the first is answered before it
          const zero = 500 - intended[0]!
          const stall = { fromMs: zero + from, toMs: zero + from + length }
          const waits = stallWaits(intended, [row({ arrivedMs: 500, answeredMs: 505 })], stall)
          for (const [n, wait] of waits.entries()) {
            const at = intended[n]!
            expect(wait).toBeLessThanOrEqual(Math.max(5, length + 5))
            if (at >= from + length || at + 5 < from) expect(wait).toBeLessThanOrEqual(5)
            else if (at < from + length) expect(at + wait).toBeGreaterThanOrEqual(Math.min(at + 5, from + length))
          }
        },
      ),
    )
  })
})
