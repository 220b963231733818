import { closeSync, createReadStream, openSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Cell } from './cell.ts'

/** The columns of a file in their order: one cell for every field of the row. */
export type Columns<R> = { readonly [K in keyof R]-?: Cell<R[K]> }

export interface CsvWriter<R> {
  write(row: R): void
  /** Writes what is left and closes the file. */
  close(): void
}

/** Text kept in memory before it goes to the file; about a millisecond of writing to the page cache. */
const BUFFER_CHARACTERS = 64 * 1024

/** Creates (or replaces) a CSV file (RFC 4180, LF) with a header; rows are written as they come, in bounded memory. */
export function openCsv<R>(path: string, columns: Columns<R>): CsvWriter<R> {
  const file = openSync(path, 'w')
  const fields = entriesOf(columns)
  let buffer = fields.map(([name]) => name).join(',') + '\n'
  const flush = () => {
    // Writes all of it: writeSync may stop half-way when a disk fills up.
    writeFileSync(file, buffer)
    buffer = ''
  }
  return {
    write(row) {
      buffer += fields.map(([name, cell]) => quote(cell.format(row[name]))).join(',') + '\n'
      if (buffer.length >= BUFFER_CHARACTERS) flush()
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

/** Rows of a CSV file one by one, every cell checked. Throws an error that names file, line and column. */
export async function* readCsv<R>(path: string, columns: Columns<R>): AsyncGenerator<R> {
  const fields = entriesOf(columns)
  const header = fields.map(([name]) => name).join(',')
  let line = 0
  for await (const content of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    line += 1
    if (line > 1) yield rowOf(content, fields, `${path}:${line}`)
    else if (content !== header) throw new Error(`${path}: the header is "${content}", expected "${header}"`)
  }
  if (line === 0) throw new Error(`${path}: empty, expected the header "${header}"`)
}

function rowOf<R>(content: string, fields: Field<R>[], where: string): R {
  const cells = split(content, where)
  if (cells.length !== fields.length) throw new Error(`${where}: ${cells.length} cells, expected ${fields.length}`)
  const row: Partial<R> = {}
  fields.forEach(([name, cell], index) => {
    const value = cell.parse(cells[index]!)
    if (value === undefined) throw new Error(`${where}: ${String(name)} is "${cells[index]}", expected ${cell.expects}`)
    row[name] = value
  })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every column was filled above
  return row as R
}

type Field<R> = { [K in keyof R]: [K, Cell<R[K]>] }[keyof R]

function entriesOf<R>(columns: Columns<R>): Field<R>[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.entries forgets which cell belongs to which key
  return Object.entries(columns) as Field<R>[]
}

function quote(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function split(line: string, where: string): string[] {
  if (!line.includes('"')) return line.split(',')
  const cells = Array.from(
    line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g),
    (match) => match[1]?.replaceAll('""', '"') ?? match[2] ?? '',
  )
  if (cells.map(quote).join(',') !== line) throw new Error(`${where}: a quotation mark out of place`)
  return cells
}
