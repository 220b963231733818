import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { describeDifference, differencesBetween } from './differences.ts'

describe('differences', () => {
  it('names the field, with both values', () => {
    const a = { heapMb: 256, agency: { slots: 30 }, stages: [{ rate: 1 }] }
    const b = { heapMb: 256, agency: { slots: 24 }, stages: [{ rate: 1 }, { rate: 2 }], extra: null }
    expect(differencesBetween(a, b, 'envelope').map(describeDifference)).toEqual([
      'envelope.agency.slots: 30 against 24',
      'envelope.stages[1]: nothing against {"rate":2}',
      'envelope.extra: nothing against null',
    ])
  })

  it('is none of a value with itself, and some where the JSON differs, both ways alike', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        // -0 is 0 in JSON.
        const [first, second] = [JSON.stringify(a), JSON.stringify(b)].map((text) => JSON.parse(text) as unknown)
        expect(differencesBetween(first, structuredClone(first), '')).toEqual([])
        const there = differencesBetween(first, second, '')
        expect(differencesBetween(second, first, '')).toHaveLength(there.length)
        if (there.length === 0) expect(second).toEqual(first)
      }),
    )
  })
})
