import { readFile } from 'node:fs/promises'
import { z } from 'zod'

/** One JSON file, checked. @throws an error that names the file and the field that is not as it should be. */
export async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  return parseJson(await readFile(path, 'utf8'), schema, path)
}

/** A file of one JSON value a line. */
export async function readJsonLines<T>(path: string, schema: z.ZodType<T>): Promise<T[]> {
  const lines = (await readFile(path, 'utf8')).split('\n')
  return lines.flatMap((line, index) => (line === '' ? [] : [parseJson(line, schema, `${path}:${index + 1}`)]))
}

function parseJson<T>(text: string, schema: z.ZodType<T>, where: string): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Error(`${where}: not JSON`, { cause: error })
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new Error(`${where}: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}
