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
    const args = ['run', 'moment', '--strategy', 'fifo', '--seed', '7', '--assert', 'availability > 1', '--no-live']
    expect(await npmStart(...args, '--out', original)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/FAILED {2}fifo, moment: availability > 1/),
    })

    const again = join(root, 'again')
    // The first assertion is about arrivals and people, exact; the machine of a test run is too busy for a narrow tolerance.
    const { code, stdout } = await npmStart('replay', original, '--tolerance', '60', '--out', again)
    // Late starts make a trial invalid, and then nothing can be told of its figures: not the replay's fault on a busy machine.
    expect(stdout).toMatch(/(agrees|cannot tell) +fifo-moment-s7-b1: schedule same, people same, [\d.]+ then [\d.]+/)
    const replay = JSON.parse(readFileSync(join(again, 'replay.json'), 'utf8')) as { agrees: boolean | null; metric: string }
    expect([replay.agrees, code]).toEqual(replay.agrees === null ? [null, 1] : [true, 0])
    expect(replay.metric).toBe('servedWithin.s30')
    // Nothing was said of watching, so it is watched as the original was.
    const watchedIn = (dir: string) =>
      (JSON.parse(readFileSync(join(dir, 'trials/fifo-moment-s7-b1/trial.json'), 'utf8')) as { watched: unknown }).watched
    expect(watchedIn(original)).toMatchObject({ livePage: false, livePageClientsMax: 0 })
    expect(watchedIn(again)).toEqual(watchedIn(original))

    const path = join(original, 'manifest.json')
    const changed = readFileSync(path, 'utf8').replaceAll('"rate": 0.5', '"rate": 0.6')
    writeFileSync(path, changed)
    const refused = await npmStart('replay', original, '--out', join(root, 'never'))
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('scenarios.moment.stages[0].rate: 0.6 against 0.5'),
    })
    const compared = await npmStart('compare', original, again, '--out', join(root, 'compared'))
    expect(compared).toMatchObject({ code: 2, stderr: expect.stringContaining('stages[0].rate: 0.6 against 0.5') })
  }, 150_000)
})
