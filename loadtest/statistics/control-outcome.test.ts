import { describe, expect, it } from '@jest/globals'
import { controlOutcome, type ControlOutcome, tallyOf } from './control-outcome.ts'

const of = (verdict: 'a-better' | 'b-better' | 'no-difference' | 'cannot-tell', judged = true) => [{ verdict, judged }]

describe('controlOutcome', () => {
  it('expects nothing of an open question', () => {
    expect(controlOutcome(undefined, of('a-better'))).toBeNull()
  })

  it('decides nothing where the measurement allowed no verdict: a demonstration, or an obstacle', () => {
    expect(controlOutcome('b-better', of('cannot-tell', false))).toBe('not-decided')
    expect(controlOutcome('no-winner', of('cannot-tell', false))).toBe('not-decided')
    expect(controlOutcome('no-winner', [])).toBe('not-decided')
    expect(controlOutcome('b-better', [...of('b-better'), ...of('cannot-tell', false)])).toBe('not-decided')
    expect(controlOutcome('no-winner', [...of('a-better'), ...of('cannot-tell', false)])).toBe('wrong')
  })

  it.each([
    ['b-better', 'as-expected'],
    ['no-difference', 'missed'],
    ['cannot-tell', 'missed'],
    ['a-better', 'wrong'],
  ] as const)('of a planted cut, %s is %s', (verdict, outcome) => {
    expect(controlOutcome('b-better', of(verdict))).toBe(outcome)
  })

  it.each([
    ['a-better', 'wrong'],
    ['b-better', 'wrong'],
    ['no-difference', 'as-expected'],
    ['cannot-tell', 'as-expected'],
  ] as const)('of an A/A control, %s is %s', (verdict, outcome) => {
    expect(controlOutcome('no-winner', of(verdict))).toBe(outcome)
  })

  it('wants every comparison to be as expected', () => {
    expect(controlOutcome('b-better', [...of('b-better'), ...of('cannot-tell')])).toBe('missed')
    expect(controlOutcome('no-winner', [...of('no-difference'), ...of('b-better')])).toBe('wrong')
  })
})

describe('several studies of a control', () => {
  const times = (count: number, outcome: ControlOutcome) => Array<ControlOutcome>(count).fill(outcome)
  const power = (found: number, missed: number, open = 0) =>
    tallyOf(
      'b-better',
      [...times(found, 'as-expected'), ...times(missed, 'missed'), ...times(open, 'not-decided')],
      found + missed + open,
    )
  const aa = (right: number, wrong: number, open = 0) =>
    tallyOf(
      'no-winner',
      [...times(right, 'as-expected'), ...times(wrong, 'wrong'), ...times(open, 'not-decided')],
      right + wrong + open,
    )

  it('find what was planted in 80 % of those decided, at least 8 of 10', () => {
    expect(power(8, 2)).toEqual({ decided: 10, found: 8, chanceWinners: 0, passed: true })
    expect(power(7, 3).passed).toBe(false)
    expect(power(7, 1, 2)).toMatchObject({ decided: 8, found: 7, passed: true })
    expect(power(6, 2, 2).passed).toBe(false)
    expect(power(4, 1).passed).toBe(true)
  })

  it('judge nothing where fewer are decided, even if all of these found it', () => {
    expect(power(7, 0, 3)).toMatchObject({ decided: 7, passed: null })
    expect(power(0, 0, 10).passed).toBeNull()
    expect(power(2, 0, 1).passed).toBeNull()
    expect(aa(7, 0, 3).passed).toBeNull()
    expect(tallyOf('b-better', times(8, 'as-expected').slice(0, 3), 10).passed).toBeNull()
  })

  it('name a winner among equals no oftener than chance at 5 % does: the binomial table, P(X <= c) >= 0.95', () => {
    // n = 10, p = 0.05: P(X <= 1) = 0.9139, P(X <= 2) = 0.9885; n = 20: P(X <= 2) = 0.9245, P(X <= 3) = 0.9841.
    expect([1, 2, 10, 20].map((n) => aa(n, 0).chanceWinners)).toEqual([0, 1, 2, 3])
    expect(aa(8, 2).passed).toBe(true)
    expect(aa(7, 3).passed).toBe(false)
    expect(aa(0, 1).passed).toBe(false)
  })
})
