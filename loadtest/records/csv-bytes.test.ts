import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { CsvBytes, quoted } from './csv-bytes.ts'

const written = (rows: readonly (readonly (number | string)[])[]) => {
  const bytes = new CsvBytes()
  for (const row of rows) {
    for (const value of row) bytes.cell(value)
    bytes.endRow()
  }
  return bytes.bytes.toString('utf8')
}

describe('CSV as bytes', () => {
  it('numbers are as JavaScript writes them', () => {
    const microseconds = fc.nat({ max: 2 ** 40 }).map((us) => us / 1000)
    const any = fc.double({ noNaN: true, noDefaultInfinity: true })
    fc.assert(
      fc.property(fc.oneof(microseconds, any, fc.integer(), fc.maxSafeNat()), (value) => written([[value]]) === `${value}\n`),
    )
  })

  it.each([0, -0, 1, 9, 10, 99, 100, 0.001, 0.01, 0.1, 0.5, 9.999, 10.05, 1_073_741_823.999, 2 ** 40 / 1000, 1e21, -1.5])(
    'the number %p',
    (value) => expect(written([[value]])).toBe(`${value}\n`),
  )

  it('text is quoted where it must be, whatever it holds', () => {
    const text = fc.string({ unit: 'grapheme' })
    fc.assert(
      fc.property(fc.array(fc.array(text, { minLength: 1 })), (rows) => {
        expect(written(rows)).toBe(rows.map((row) => `${row.map(quoted).join(',')}\n`).join(''))
      }),
    )
  })

  it('an empty first cell keeps its comma', () => expect(written([['', 1], ['']])).toBe(',1\n\n'))

  it('holds whatever is put in, and nothing after it is cleared', () => {
    const bytes = new CsvBytes()
    const long = 'é'.repeat(100_000)
    for (let row = 0; row < 3; row++) {
      bytes.cell(long)
      bytes.cell('"a"')
      bytes.endRow()
    }
    expect(bytes.bytes.toString('utf8')).toBe(`${long},"""a"""\n`.repeat(3))
    bytes.clear()
    expect(bytes.length).toBe(0)
    bytes.cell(1)
    expect(bytes.bytes.toString('utf8')).toBe('1')
  })
})
