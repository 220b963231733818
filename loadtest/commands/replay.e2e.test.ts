import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

const MAIN = new URL('../main.ts', import.meta.url).pathname

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'replay-'))
})
afterAll(() => rmSync(root, { recursive: true }))

function npmStart(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr })
    })
  })
}

describe('replay', () => {
  it('runs the same again from the manifest, agrees, and refuses when the definitions have changed', async () => {
    const original = join(root, 'original')
    // A threshold that fails is the first run's business, not the replay's.
    const args = ['run', 'control', '--strategy', 'fifo', '--seed', '7', '--assert', 'availability > 1']
    expect(await npmStart(...args, '--out', original)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/FAILED {2}fifo, control: availability > 1/),
    })

    const again = join(root, 'again')
    // The first assertion is about arrivals and people, exact; the machine of a test run is too busy for a narrow tolerance.
    const { code, stdout } = await npmStart('replay', original, '--tolerance', '60', '--out', again)
    expect(stdout).toMatch(/agrees +fifo-control-s7-b1: schedule same, people same, [\d.]+ then [\d.]+/)
    expect(code).toBe(0)
    const replay = JSON.parse(readFileSync(join(again, 'replay.json'), 'utf8')) as { agrees: boolean; metric: string }
    expect(replay).toMatchObject({ agrees: true, metric: 'permitGoodputPerS.during' })

    const path = join(original, 'manifest.json')
    const changed = readFileSync(path, 'utf8').replaceAll('"rate": 1.6', '"rate": 1.7')
    writeFileSync(path, changed)
    const refused = await npmStart('replay', original, '--out', join(root, 'never'))
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('scenarios.control.stages[0].rate: 1.7 against 1.6'),
    })
    const compared = await npmStart('compare', original, again, '--out', join(root, 'compared'))
    expect(compared).toMatchObject({ code: 2, stderr: expect.stringContaining('stages[0].rate: 1.7 against 1.6') })
  }, 150_000)
})
