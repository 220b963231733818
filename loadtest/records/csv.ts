import { closeSync, createReadStream, existsSync, openSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Cell } from './cell.ts'
import { CsvBytes, quoted } from './csv-bytes.ts'
import { DAMAGED, OLDER, RecordError } from './record-error.ts'

/** The columns of a file in their order: one cell for every field of the row. */
export type Columns<R> = { readonly [K in keyof R]-?: Cell<R[K]> }

export interface CsvWriter<R> {
  write(row: R): void
  /** Writes what is left and closes the file. */
  close(): void
}

/** Kept in memory before it goes to the file; about a millisecond of writing to the page cache. */
const KEPT_BYTES = 64 * 1024

/** Creates (or replaces) a CSV file (RFC 4180, LF) with a header; rows are written as they come, in bounded memory. */
export function openCsv<R>(path: string, columns: Columns<R>): CsvWriter<R> {
  const file = openSync(path, 'w')
  const fields = entriesOf(columns)
  const kept = new CsvBytes()
  const flush = () => {
    // Writes all of it: writeSync may stop half-way when a disk fills up.
    writeFileSync(file, kept.bytes)
    kept.clear()
  }
  for (const [name] of fields) kept.cell(String(name))
  kept.endRow()
  return {
    write(row) {
      for (const [name, cell] of fields) kept.cell(cell.format(row[name]))
      kept.endRow()
      if (kept.length >= KEPT_BYTES) flush()
    },
    close() {
      flush()
      closeSync(file)
    },
  }
}

/** Writes a whole file at once. */
export function writeCsv<R>(path: string, columns: Columns<R>, rows: Iterable<R>): void {
  const writer = openCsv(path, columns)
  try {
    for (const row of rows) writer.write(row)
  } finally {
    writer.close()
  }
}

/**
 * Rows of a CSV file one by one, every cell checked. A column that an older version did not write yet is unknown where it may be.
 * @throws RecordError that names file, line and column
 */
export async function* readCsv<R>(path: string, columns: Columns<R>): AsyncGenerator<R> {
  if (!existsSync(path)) throw new RecordError(path, 'is missing', DAMAGED)
  const all = entriesOf(columns)
  let fields: Field<R>[] = []
  let missing: Field<R>[] = []
  let line = 0
  for await (const content of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    line += 1
    if (line > 1) yield rowOf(content, fields, missing, `${path}:${line}`)
    else [fields, missing] = fieldsOf(content, all, path)
  }
  if (line === 0) throw new RecordError(path, `empty, expected the header "${headerOf(all)}"`, DAMAGED)
}

/** The columns that the file has, and those it lacks and may lack. */
function fieldsOf<R>(header: string, all: Field<R>[], path: string): [Field<R>[], Field<R>[]] {
  const names = new Set(header.split(','))
  const there = all.filter(([name]) => names.has(String(name)))
  const missing = all.filter(([name]) => !names.has(String(name)))
  if (headerOf(there) !== header || !missing.every(([, cell]) => cell.parse('') === null))
    throw new RecordError(path, `the header is "${header}", expected "${headerOf(all)}"`, OLDER)
  return [there, missing]
}

function headerOf<R>(fields: Field<R>[]): string {
  return fields.map(([name]) => name).join(',')
}

function rowOf<R>(content: string, fields: Field<R>[], missing: Field<R>[], where: string): R {
  const cells = split(content, where)
  if (cells.length !== fields.length) {
    throw new RecordError(where, `${cells.length} cells, expected ${fields.length}`, DAMAGED)
  }
  const row: Partial<R> = {}
  fields.forEach(([name, cell], index) => {
    const value = cell.parse(cells[index]!)
    if (value === undefined)
      throw new RecordError(where, `${String(name)} is "${cells[index]}", expected ${cell.expects}`, DAMAGED)
    row[name] = value
  })
  for (const [name, cell] of missing) row[name] = cell.parse('')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every column was filled above
  return row as R
}

type Field<R> = { [K in keyof R]: [K, Cell<R[K]>] }[keyof R]

function entriesOf<R>(columns: Columns<R>): Field<R>[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.entries forgets which cell belongs to which key
  return Object.entries(columns) as Field<R>[]
}

function split(line: string, where: string): string[] {
  if (!line.includes('"')) return line.split(',')
  const cells = Array.from(
    line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g),
    (match) => match[1]?.replaceAll('""', '"') ?? match[2] ?? '',
  )
  if (cells.map(quoted).join(',') !== line) throw new RecordError(where, 'a quotation mark out of place', DAMAGED)
  return cells
}
