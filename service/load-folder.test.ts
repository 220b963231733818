import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { loadFolder } from './load-folder.ts'

const schema = z.object({ name: z.string(), rate: z.number() })
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'load-folder-'))
})
afterEach(() => rm(folder, { recursive: true }))

const write = (file: string, text: string) => writeFile(join(folder, file), text)
const load = (except: string[] = []) => loadFolder<{ name: string; twice(): number }>(pathToFileURL(folder), schema, except)

describe('loadFolder', () => {
  it('returns the exported objects themselves in alphabetical order, without tests and excepted files', async () => {
    await write('steady.ts', `export default { name: 'steady', rate: 2, twice() { return this.rate * 2 } }`)
    await write('burst.ts', `export default { name: 'burst', rate: 9, twice() { return this.rate * 2 } }`)
    await write('steady.test.ts', `throw new Error('a test was imported')`)
    await write('contract.ts', `throw new Error('an excepted file was imported')`)
    await write('README.md', 'no code')
    const loaded = await load(['contract'])
    expect([...loaded.keys()]).toEqual(['burst', 'steady'])
    expect(loaded.get('steady')?.twice()).toBe(4)
  })

  it('reports the problems of all files at once', async () => {
    await write('good.ts', `export default { name: 'good', rate: 1 }`)
    await write('alias.ts', `export default { name: 'other', rate: 'fast' }`)
    await write('broken.ts', `throw new Error('cannot start')`)
    await write('empty.ts', `export const name = 'empty'`)
    const message = await load().then(
      () => 'loaded',
      (error: Error) => error.message,
    )
    expect(message.split('\n').map((line) => line.trim())).toEqual([
      expect.stringMatching(/^3 of 4 files in .* are wrong:$/),
      expect.stringMatching(/^alias\.ts: is named 'other', must be named as its file, 'alias'; rate: .*number/),
      'broken.ts: cannot start',
      'empty.ts: has no default export',
    ])
  })
})
