import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { listKbli } from './kbli.ts'
import { isAutomatic, RISKS, riskOf, SCALES, UnknownKbli } from './risk.ts'

describe('risk', () => {
  it('gives every activity of the table a risk at every scale, and a time limit exactly where somebody must verify', () => {
    fc.assert(
      fc.property(fc.constantFrom(...listKbli()), fc.constantFrom(...SCALES), ({ code, risks }, scale) => {
        const { risk, slaWorkingDays } = riskOf(code, scale)
        expect(RISKS).toContain(risk)
        expect(risks[scale]).toBe(risk)
        expect([5, 7, 10, 14].includes(slaWorkingDays as number)).toBe(!isAutomatic(risk))
      }),
      { numRuns: 2000 },
    )
  })

  it('never falls as a business grows', () => {
    for (const { risks } of listKbli()) {
      const levels = SCALES.map((scale) => RISKS.indexOf(risks[scale]))
      expect(levels).toEqual(levels.toSorted((a, b) => a - b))
    }
  })

  it.each([
    ['47111', 'large', 'low', null],
    ['56102', 'micro', 'medium-low', null],
    ['56101', 'micro', 'medium-low', null],
    ['56101', 'small', 'medium-high', 14],
    ['01111', 'micro', 'low', null],
    ['01111', 'large', 'medium-high', 7],
    ['47221', 'micro', 'high', 5],
    ['01411', 'medium', 'high', 7],
  ] as const)('KBLI %s at %s scale is %s, SLA %s', (code, scale, risk, slaWorkingDays) => {
    expect(riskOf(code, scale)).toEqual({ risk, slaWorkingDays })
  })

  it('issues low and medium-low by itself, nothing else', () => {
    expect(RISKS.filter(isAutomatic)).toEqual(['low', 'medium-low'])
  })

  it('refuses any code outside the table', () => {
    const known = new Set(listKbli().map(({ code }) => code))
    fc.assert(
      fc.property(
        fc.string().filter((code) => !known.has(code)),
        (code) => expect(() => riskOf(code, 'micro')).toThrow(UnknownKbli),
      ),
    )
  })
})
