import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { count, nullable, number, oneOf, text } from './cell.ts'
import { CITIZEN_COLUMNS } from './citizen-record.ts'
import { type Columns, openCsv, readCsv, writeCsv } from './csv.ts'
import { servedCitizen } from './example-trial.ts'
import { RecordError } from './record-error.ts'

interface Row {
  name: string
  index: number
  ms: number | null
  side: 'left' | 'right'
}

const COLUMNS: Columns<Row> = { name: text, index: count, ms: nullable(number), side: oneOf(['left', 'right']) }

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'csv-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

const read = (content: string) => {
  writeFileSync(join(dir, 'given.csv'), content)
  return Array.fromAsync(readCsv(join(dir, 'given.csv'), COLUMNS))
}

describe('CSV', () => {
  it('gives back any row it has written', async () => {
    const row = fc.record<Row>({
      name: fc.string({ minLength: 1, unit: 'grapheme' }).filter((value) => !/[\r\n]/.test(value)),
      index: fc.nat(),
      ms: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)),
      side: fc.constantFrom('left', 'right'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(row), async (rows) => {
        const path = join(dir, 'round-trip.csv')
        writeCsv(path, COLUMNS, rows)
        expect(await Array.fromAsync(readCsv(path, COLUMNS))).toEqual(rows)
      }),
      { numRuns: 50 },
    )
  })

  it('writes the header in the order of the columns, and unknown as an empty cell', () => {
    const path = join(dir, 'plain.csv')
    writeCsv(path, COLUMNS, [{ name: 'a, "b"', index: 0, ms: null, side: 'left' }])
    expect(readFileSync(path, 'utf8')).toBe('name,index,ms,side\n"a, ""b""",0,,left\n')
  })

  it('keeps no more than a buffer in memory: rows are on disk before the file is closed', async () => {
    const path = join(dir, 'many.csv')
    const writer = openCsv(path, CITIZEN_COLUMNS)
    for (let index = 0; index < 2000; index += 1) writer.write(servedCitizen(index, index + 500, { citizen: index }))
    expect(readFileSync(path, 'utf8').split('\n').length).toBeGreaterThan(1000)
    writer.close()
    expect(await Array.fromAsync(readCsv(path, CITIZEN_COLUMNS))).toHaveLength(2000)
  })

  it('reads lines that end in CRLF', async () => {
    expect(await read('name,index,ms,side\r\na,1,2.5,left\r\n')).toEqual([{ name: 'a', index: 1, ms: 2.5, side: 'left' }])
  })

  it('takes a column that older files lack as unknown, where it may be', async () => {
    expect(await read('name,index,side\na,1,left\n')).toEqual([{ name: 'a', index: 1, ms: null, side: 'left' }])
  })

  it('says how to read a file of another form, and when there is none', async () => {
    await expect(read('name,ms,side\na,1,left\n')).rejects.toThrow(/given\.csv: the header .*manifest\.json names the commit/)
    await expect(Array.fromAsync(readCsv(join(dir, 'none.csv'), COLUMNS))).rejects.toThrow(RecordError)
  })

  it.each([
    ['another header', 'name,index,ms\na,1,2\n', 'the header is "name,index,ms"'],
    ['columns in another order', 'index,name,ms,side\n1,a,2,left\n', 'the header is "index,name'],
    ['a column of its own', 'name,index,ms,side,more\na,1,2,left,1\n', 'the header is "name'],
    ['nothing at all', '', 'empty, expected the header'],
    ['a missing cell', 'name,index,ms,side\na,1,2\n', ':2: 3 cells, expected 4'],
    ['a line cut short', 'name,index,ms,side\na,1,2,left\nb,1', ':3: 2 cells, expected 4'],
    ['NaN', 'name,index,ms,side\na,1,NaN,left\n', ':2: ms is "NaN", expected a finite number, or nothing'],
    ['Infinity', 'name,index,ms,side\na,1,Infinity,left\n', ':2: ms is "Infinity"'],
    ['a negative count', 'name,index,ms,side\na,-1,2,left\n', ':2: index is "-1", expected a whole number from 0'],
    ['a word that is not in the list', 'name,index,ms,side\na,1,2,up\n', ':2: side is "up", expected one of left, right'],
    ['an unknown that may not be', 'name,index,ms,side\n,1,2,left\n', ':2: name is "", expected text'],
    ['a quotation mark out of place', 'name,index,ms,side\na"b,1,2,left\n', ':2: a quotation mark out of place'],
  ])('refuses %s and says where', async (_, content, message) => {
    await expect(read(content)).rejects.toThrow(message)
  })

  it('never writes a figure that is none', () => {
    const path = join(dir, 'refused.csv')
    const row: Row = { name: 'a', index: 1, ms: Number.NaN, side: 'left' }
    expect(() => writeCsv(path, COLUMNS, [row])).toThrow('not a finite number')
    expect(() => writeCsv(path, COLUMNS, [{ ...row, ms: null, index: 1.5 }])).toThrow('not a whole number')
    expect(() => writeCsv(path, COLUMNS, [{ ...row, ms: null, name: 'two\nlines' }])).toThrow('one line')
  })
})
