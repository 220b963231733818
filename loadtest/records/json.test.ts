import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { appendJsonLine, readJson, readJsonLines, writeJson } from './json.ts'
import { RecordError } from './record-error.ts'

const SCHEMA = z.object({ n: z.int() })

let dir: string
let path: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'json-'))
  path = join(dir, 'points.jsonl')
})
afterEach(() => rmSync(dir, { recursive: true }))

describe('lines of JSON', () => {
  it('take a last line without its end as not written, and the next one its place', async () => {
    for (const n of [1, 2]) appendJsonLine(path, { n })
    appendFileSync(path, '{"n": 3')
    expect(await readJsonLines(path, SCHEMA)).toEqual([{ n: 1 }, { n: 2 }])
    // Whole by chance: still nobody knows whether it was all.
    appendFileSync(path, '}')
    expect(await readJsonLines(path, SCHEMA)).toEqual([{ n: 1 }, { n: 2 }])
    appendJsonLine(path, { n: 4 })
    expect(await readJsonLines(path, SCHEMA)).toEqual([{ n: 1 }, { n: 2 }, { n: 4 }])
  })

  it('name the line that is damaged', async () => {
    writeFileSync(path, '{"n":1}\n{"n":\n{"n":3}\n')
    await expect(readJsonLines(path, SCHEMA)).rejects.toThrow(/points\.jsonl:2: not JSON \(damaged: restore/)
  })
})

describe('a file of JSON', () => {
  it('is replaced as a whole', async () => {
    writeJson(path, { n: 1 })
    writeJson(path, { n: 2 })
    expect(await readJson(path, SCHEMA)).toEqual({ n: 2 })
    expect(readFileSync(path, 'utf8')).toBe('{\n  "n": 2\n}\n')
    expect(readdirSync(dir)).toEqual(['points.jsonl'])
    // What cannot be written leaves the old one.
    expect(() => writeJson(path, { n: 1n })).toThrow(TypeError)
    expect(await readJson(path, SCHEMA)).toEqual({ n: 2 })
  })

  it.each([
    ['missing', undefined, 'is missing (damaged'],
    ['torn', '{"n"', 'not JSON (damaged'],
    ['of another form', '{"m":1}', 'manifest.json names the commit that reads it'],
    ['the manifest of another form', '{"m":1,"commit":"c0ffee"}', 'commit c0ffee reads it'],
  ])('that is %s is named, with the remedy', async (_, content, words) => {
    if (content !== undefined) writeFileSync(path, content)
    await expect(readJson(path, SCHEMA)).rejects.toThrow(RecordError)
    await expect(readJson(path, SCHEMA)).rejects.toThrow(words)
    await expect(readJson(path, SCHEMA)).rejects.toThrow(path)
  })
})
