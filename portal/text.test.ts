import { describe, expect, it } from '@jest/globals'
import { text } from './text.ts'

describe('text', () => {
  it.each(['Warung Bu Sri', 'Toko "Ibu" & Anak; DROP TABLE accounts;--', 'naïve 日本 😀', "O'Brien"])(
    'takes %j as it is',
    (value) => {
      expect(text(100).parse(value)).toBe(value)
    },
  )

  it.each(['a\u0000b', 'a\nb', '\u0085', 'half \ud800 pair', '\udc00', '', '   ', 'x'.repeat(101)])('refuses %j', (value) => {
    expect(text(100).safeParse(value).success).toBe(false)
  })

  it('trims', () => {
    expect(text(3).parse('  abc ')).toBe('abc')
  })
})
