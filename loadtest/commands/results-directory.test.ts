import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { makeResultsDirectory } from './results-directory.ts'

describe('makeResultsDirectory', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'results-'))
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  it('makes the directories that are missing, and takes an empty one', () => {
    const path = join(dir, 'a', 'b', 'c')
    expect(makeResultsDirectory(path, 'x')).toBe(path)
    expect(statSync(path).isDirectory()).toBe(true)
    expect(makeResultsDirectory(path, 'x')).toBe(path)
  })

  it('refuses what is not empty, what is a file, and what the kernel does not let be made', () => {
    writeFileSync(join(dir, 'file'), '')
    expect(() => makeResultsDirectory(dir, 'x')).toThrow(/is not empty; name a new directory/)
    expect(() => makeResultsDirectory(join(dir, 'file', 'below'), 'x')).toThrow(/--out .*below cannot be written/)
    // With node's own `recursive` this never came back.
    expect(() => makeResultsDirectory('/proc/antrean/results', 'x')).toThrow(/--out \/proc\/antrean\/results cannot be written/)
  })
})
