import { describe, expect, it } from '@jest/globals'
import { exampleCitizen, servedCitizen } from '../records/example-trial.ts'
import type { IdentityCheckRecord, ProbeRecord } from '../records/sample-record.ts'
import { availabilityOf } from './availability.ts'
import { promiseKept } from './promise.ts'
import { wastedWork } from './wasted-work.ts'

describe('availability', () => {
  it('is the share of probes that were answered', () => {
    const probe = (ok: 0 | 1): ProbeRecord => ({ atMs: 0, target: 'page', ok, status: ok ? 200 : null, ms: 5 })
    expect(availabilityOf([probe(1), probe(1), probe(0), probe(1)])).toBe(0.75)
    expect(availabilityOf([])).toBeNull()
    expect(availabilityOf(null)).toBeNull()
  })
})

describe('promises', () => {
  const promised = (announcedWaitS: number | null, resultMs: number | null, finishedMs: number) =>
    exampleCitizen({
      acknowledgedMs: 1000,
      announcedWaitS,
      resultMs,
      finishedMs,
      ending: resultMs === null ? 'waiting' : 'result',
    })

  it.each([
    ['the result came with the answer', promised(null, 1000, 1000), 1],
    ['it came in time', promised(10, 11_000, 11_000), 1],
    ['it came a millisecond later than announced', promised(10, 11_001, 11_001), 0],
    ['it had not come when it was long due', promised(10, null, 60_000), 0],
    ['it was not due yet when she was last watched', promised(10, null, 11_000), null],
    ['nothing was announced', promised(null, 5000, 5000), null],
    ['nothing was acknowledged', exampleCitizen(), null],
  ])('%s', (_, citizen, kept) => {
    expect(promiseKept([citizen])).toBe(kept)
  })

  it('are shared out over those that can be judged', () => {
    expect(promiseKept([promised(1, 1500, 1500), promised(1, 9000, 9000), exampleCitizen()])).toBe(0.5)
  })
})

describe('wasted work', () => {
  const check = (citizen: number | null, endMs: number, outcome: IdentityCheckRecord['outcome'] = 'answered') => ({
    citizen,
    startMs: endMs - 500,
    endMs,
    outcome,
  })
  const citizens = [servedCitizen(0, 5000, { citizen: 0 }), exampleCitizen({ citizen: 1, finishedMs: 20_000 })]

  it('is a call that ended after its citizen had gone', () => {
    expect(wastedWork([check(0, 4000), check(0, 5000), check(0, 5001), check(1, 25_000)], citizens)).toBe(0.5)
  })

  it('counts calls that took a slot, of people who are ours', () => {
    const calls = [
      check(1, 25_000, 'aborted'),
      check(1, 25_000, 'quota'),
      check(1, 25_000, 'overloaded'),
      check(null, 1),
      check(0, 1),
    ]
    expect(wastedWork(calls, citizens)).toBe(0.5)
  })

  it('is unknown without calls', () => {
    expect(wastedWork([], citizens)).toBeNull()
    expect(wastedWork(null, citizens)).toBeNull()
    expect(wastedWork([check(null, 1)], citizens)).toBeNull()
  })
})
