import { describe, expect, it } from '@jest/globals'
import type { CapacityTrial, Reading } from '../records/capacity-record.ts'
import { bindingOf, kneeOf, type Tried, triedRates } from './capacity-of.ts'

const trial = (id: string, met: boolean | null): CapacityTrial => ({
  id,
  valid: met !== null,
  met,
  values: [],
  growth: 0,
  steadyFromS: 0,
  reasons: [],
})
const place = (ratePerS: number, block: number, one: CapacityTrial, attemptNo?: 2): Tried => ({
  ratePerS,
  strategy: 'fifo',
  scenario: `at-${ratePerS}-per-s`,
  seed: block,
  block,
  attemptNo,
  valid: one.valid,
  trial: one,
})
const tried = (votes: Record<number, (boolean | null)[]>, repeats = 3) =>
  triedRates(
    Object.entries(votes).flatMap(([rate, all]) =>
      all.map((met, index) => place(Number(rate), index + 1, trial(`${rate}-${index}`, met))),
    ),
    repeats,
  )

describe('knee', () => {
  it('lies between the last rate that holds and the first that does not, against nominal capacity', () => {
    const rates = tried({ 33: [false, false, false], 30: [true, true, false], 20: [true, true] })
    expect(rates.map(({ ratePerS, met }) => [ratePerS, met])).toEqual([
      [20, true],
      [30, true],
      [33, false],
    ])
    const knee = kneeOf(rates, 0.9, 30)
    expect(knee).toMatchObject({ ratePerS: 30, applicationsPerS: 27, failingPerS: 33, interval: [20, 33], reason: null })
    expect(knee.shareOfNominal).toBeCloseTo(0.9, 10)
  })

  it('has an interval of decided rates only, all of whose trials agree', () => {
    // One valid trial of three decides nothing, though nobody contradicts it.
    const rates = tried({ 10: [true, true], 20: [true, null, null], 30: [false, null, null], 40: [false, false] })
    expect(kneeOf(rates, 0.9, 30).interval).toEqual([10, 40])
    expect(kneeOf(tried({ 10: [true, true], 40: [false, false, true] }), 0.9, 30).interval).toEqual([10, null])
  })

  it('is not known, with the reason, when nothing holds, everything holds or trials do not decide', () => {
    expect(kneeOf(tried({ 2: [false, false] }), 0.9, 30)).toMatchObject({
      ratePerS: null,
      shareOfNominal: null,
      reason: expect.stringMatching(/not met at the lowest/),
    })
    expect(kneeOf(tried({ 90: [true, true] }), 0.9, 30)).toMatchObject({ ratePerS: 90, failingPerS: null, interval: [90, null] })
    expect(kneeOf(tried({ 30: [null, null, true, null] }), 0.9, 30)).toMatchObject({
      ratePerS: null,
      reason: expect.stringMatching(/do not decide/),
    })
    expect(kneeOf([], 0.9, 30)).toMatchObject({ ratePerS: null, reason: 'nothing was tried' })
  })
})

describe('votes of a rate', () => {
  it('are one for the same people, however often they came', () => {
    const [first, again, other] = [trial('a', true), trial('a-r2', true), trial('b', false)]
    const [rate] = triedRates([place(30, 1, first), place(30, 1, again, 2), place(30, 2, other)], 3)
    expect(rate).toMatchObject({ met: null, trials: [first, again, other] })
    const replaced = triedRates([place(30, 1, trial('a', null)), place(30, 1, again, 2), place(30, 2, first)], 3)
    expect(replaced[0]!.met).toBe(true)
  })

  it('are none where a trial was too short, and the knee says so', () => {
    const short = { ...trial('a', null), valid: true, reasons: ['too short to tell: take --duration 40 or more'] }
    const rates = triedRates([place(2, 1, short)], 1)
    expect(kneeOf(rates, 0.9, 30)).toMatchObject({
      ratePerS: null,
      reason: 'the trials at 2/s do not decide: too short to tell: take --duration 40 or more',
    })
  })
})

describe('binding resource', () => {
  const reading = (resource: string, full: boolean): Reading => ({
    resource,
    utilisation: full ? 1 : 0.4,
    full,
    evidence: 'seen',
  })
  const rates = tried({ 30: [true, false, true], 33: [true, false, false] })

  it('is the first one full in a trial that failed, beside a trial that passed', () => {
    const readings = new Map([
      ['30-0', [reading('registry', false), reading('connections', false)]],
      ['33-1', [reading('registry', false), reading('connections', true), reading('heap', true)]],
    ])
    expect(bindingOf(rates, { ratePerS: 30, failingPerS: 33 }, readings)).toMatchObject({
      resource: 'connections',
      passing: { trial: '30-0' },
      failing: { trial: '33-1' },
    })
  })

  it('is not named when nothing was full, or nothing failed', () => {
    const readings = new Map([['33-1', [reading('registry', false)]]])
    expect(bindingOf(rates, { ratePerS: 30, failingPerS: 33 }, readings).resource).toBeNull()
    expect(bindingOf(rates, { ratePerS: 30, failingPerS: null }, readings)).toMatchObject({ resource: null, failing: null })
  })
})
