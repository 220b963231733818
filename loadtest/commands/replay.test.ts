import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import type { Manifest } from '../records/manifest.ts'
import { writeExampleResults } from '../records/write-example-results.ts'
import replay from './replay.ts'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'replay-'))
})
afterAll(() => rmSync(root, { recursive: true }))

function results(name: string, manifest: Partial<Manifest>): string {
  const dir = join(root, name)
  writeExampleResults(dir, [{ strategy: 'fifo' }], manifest)
  return dir
}
const run = (dir: string) => replay.run([dir, '--out', join(root, 'never')], new AbortController().signal)

describe('replay', () => {
  it('refuses what it cannot run again before it reads a trial', async () => {
    const dir = results('capacity', { command: 'capacity' })
    writeFileSync(join(dir, 'trials/fifo-tiny-s1-b1/trial.json'), '{')
    await expect(run(dir)).rejects.toThrow('"capacity" cannot be replayed, only run and study')
  })

  it('refuses a foreign portal, and definitions that are no longer there', async () => {
    await expect(run(results('foreign', { command: 'run', argv: ['smoke', '--target', 'http://x'] }))).rejects.toThrow(
      'a foreign portal was measured',
    )
    await expect(run(results('gone', { command: 'run' }))).rejects.toThrow(/definitions have changed since \(git checkout c0ffee/)
  })

  it('says that an interrupted original has less to compare', async () => {
    const warned = jest.spyOn(console, 'error').mockImplementation(() => undefined)
    await expect(run(results('interrupted', { command: 'run', interrupted: true }))).rejects.toThrow()
    expect(warned).toHaveBeenCalledWith('the original was interrupted: only what it has is compared (trials: 1)')
    warned.mockRestore()
  })

  it('wants every trial of the original whole', async () => {
    const dir = results('torn', { command: 'study' })
    writeFileSync(join(dir, 'trials/fifo-tiny-s1-b1/trial.json'), '{')
    await expect(run(dir)).rejects.toThrow('trial.json: not JSON (damaged')
  })
})
