import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { processStart } from '../environment/process-stats.ts'
import { ownResults, refuseOwned } from './results-owner.ts'

describe('who writes to a results directory', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'owner-'))
  })
  afterEach(() => rmSync(dir, { recursive: true }))
  const owned = (owner: unknown) => writeFileSync(join(dir, 'owner.json'), JSON.stringify(owner))

  it('is one process, until it gives it back', () => {
    const giveBack = ownResults(dir)
    expect(() => refuseOwned(dir)).toThrow(`is still being run by process ${process.pid}`)
    expect(() => ownResults(dir)).toThrow(/is still being run by process/)
    giveBack()
    expect(existsSync(join(dir, 'owner.json'))).toBe(false)
    ownResults(dir)()
  })

  it('is nobody once it has died, even when another process has its id now', () => {
    owned({ pid: process.ppid, start: processStart(process.ppid) })
    expect(() => refuseOwned(dir)).toThrow(`process ${process.ppid};`)
    owned({ pid: process.ppid, start: 'before' })
    refuseOwned(dir)
    writeFileSync(join(dir, 'owner.json'), '{"pid": 1')
    ownResults(dir)()
  })
})
