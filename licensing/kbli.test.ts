import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { findKbli, listKbli, searchKbli } from './kbli.ts'

describe('the KBLI table', () => {
  it('holds at least 60 five-digit codes of edition 2020, in order, none twice, over many sections', () => {
    const codes = listKbli().map(({ code }) => code)
    expect(codes.length).toBeGreaterThanOrEqual(60)
    expect(codes).toEqual([...new Set(codes)].sort())
    expect(listKbli().filter(({ code, edition, title }) => !/^\d{5}$/.test(code) || edition !== '2020' || title === '')).toEqual(
      [],
    )
    expect(new Set(listKbli().map(({ section }) => section)).size).toBeGreaterThanOrEqual(15)
  })

  it('has each code in the section that its first two digits belong to', () => {
    const firstDivision = {
      A: 1,
      B: 5,
      C: 10,
      D: 35,
      E: 36,
      F: 41,
      G: 45,
      H: 49,
      I: 55,
      J: 58,
      K: 64,
      L: 68,
      M: 69,
      N: 77,
      O: 84,
      P: 85,
      Q: 86,
      R: 90,
      S: 94,
      T: 97,
    }
    const sectionOf = (code: string) =>
      Object.entries(firstDivision).findLast(([, division]) => division <= Number(code.slice(0, 2)))?.[0]
    for (const { code, section } of listKbli()) expect(`${code} ${section}`).toBe(`${code} ${sectionOf(code)}`)
  })

  it('finds every activity by its code, by its beginning and by its title', () => {
    fc.assert(
      fc.property(fc.constantFrom(...listKbli()), (kbli) => {
        expect(findKbli(kbli.code)).toBe(kbli)
        expect(searchKbli(kbli.code, 1)).toEqual([kbli])
        expect(searchKbli(kbli.code.slice(0, 2), 100)).toContain(kbli)
        expect(searchKbli(kbli.title.toUpperCase(), 100)).toContain(kbli)
      }),
    )
  })

  it('matches all words in any order, and keeps the limit', () => {
    expect(searchKbli('sapi budidaya', 10).map(({ code }) => code)).toEqual(['01411'])
    expect(searchKbli('industri', 3)).toHaveLength(3)
    expect(searchKbli('   ', 10)).toEqual([])
    expect(searchKbli('zzz', 10)).toEqual([])
  })

  it('takes any text a person may type', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (q) => searchKbli(q, 5).length <= 5))
  })
})
