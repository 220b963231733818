import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { exampleCrowd, writeExampleResults } from '../records/write-example-results.ts'
import { deriveCitizens } from './derive-citizens.ts'
import { readResults } from './read-results.ts'

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'derive-citizens-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

it('leaves no pairs of people behind that the trials no longer give', async () => {
  writeExampleResults(
    dir,
    ['inline', 'fifo'].map((strategy) => ({ strategy, block: 1, people: exampleCrowd(900, 3) })),
    {},
  )
  const { trials } = await readResults(dir)
  const path = join(dir, 'paired-citizens.csv')
  expect(await deriveCitizens(dir, trials, 'inline')).toHaveLength(1)
  expect(existsSync(path)).toBe(true)
  const invalid = trials.map((trial) => ({ ...trial, valid: false }))
  expect(await deriveCitizens(dir, invalid, 'inline')).toEqual([])
  expect(existsSync(path)).toBe(false)
})
