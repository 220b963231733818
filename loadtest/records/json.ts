import { appendFileSync, existsSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { DAMAGED, OLDER, RecordError } from './record-error.ts'

/** One JSON file, checked. @throws RecordError that names the file and the field that is not as it should be. */
export async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  if (!existsSync(path)) throw new RecordError(path, 'is missing', DAMAGED)
  return parseJson(await readFile(path, 'utf8'), schema, path)
}

/** A file of one JSON value a line; a last line without its end was being written when the process died, and counts as not written. */
export async function readJsonLines<T>(path: string, schema: z.ZodType<T>): Promise<T[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1)
  return lines.flatMap((line, index) => (line === '' ? [] : [parseJson(line, schema, `${path}:${index + 1}`)]))
}

/** Writes a whole file, by a new one that takes its place: a kill or a full disk never leaves half of it. */
export function writeJson(path: string, value: unknown): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(value, null, 2)}\n`, { flush: true })
  renameSync(`${path}.new`, path)
}

/** Adds a line to a file of `readJsonLines`; what is left of an unfinished one makes room. */
export function appendJsonLine(path: string, value: unknown): void {
  if (existsSync(path)) truncateSync(path, readFileSync(path).lastIndexOf('\n') + 1)
  appendFileSync(path, `${JSON.stringify(value)}\n`, { flush: true })
}

function parseJson<T>(text: string, schema: z.ZodType<T>, where: string): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new RecordError(where, 'not JSON', DAMAGED, { cause })
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new RecordError(where, z.prettifyError(parsed.error), remedyFor(value))
  return parsed.data
}

/** A manifest names the commit itself. */
function remedyFor(value: unknown): string {
  const { commit } = (value ?? {}) as { commit?: unknown }
  return typeof commit === 'string' ? `made by another version? commit ${commit} reads it` : OLDER
}
