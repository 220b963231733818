import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Manifest } from '../records/manifest.ts'

const MAIN = new URL('../main.ts', import.meta.url).pathname
const ROOT = new URL('../..', import.meta.url).pathname

describe('study --resume', () => {
  let temporary: string
  let results: string
  const started: ChildProcess[] = []
  beforeAll(() => {
    temporary = mkdtempSync(join(tmpdir(), 'antrean-resume-'))
    results = join(temporary, 'results')
  })
  afterAll(() => {
    for (const child of started) child.kill('SIGKILL')
    rmSync(temporary, { recursive: true, force: true })
  })

  function start(...args: string[]) {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: temporary }
    const child = spawn(process.execPath, [MAIN, 'study', ...args], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
    started.push(child)
    const said = { text: '' }
    for (const output of [child.stdout, child.stderr]) output.on('data', (chunk) => (said.text += String(chunk)))
    return { child, said, ended: once(child, 'close').then(([code]) => code as number | null) }
  }

  async function until(condition: () => boolean): Promise<void> {
    for (const limit = Date.now() + 60_000; !condition() && Date.now() < limit;) await sleep(100)
    expect(condition()).toBe(true)
  }
  const manifest = () => JSON.parse(readFileSync(join(results, 'manifest.json'), 'utf8')) as Manifest
  /** Without re-runs: on a busy machine a trial may well be invalid. */
  const firstTries = (ids: string[]) => ids.filter((id) => !id.endsWith('-r2')).toSorted()
  const trials = () => firstTries(readdirSync(join(results, 'trials')))
  const [first, second] = ['fifo-moment-s1-b1', 'shed-on-depth-moment-s1-b1'] as const

  it('keeps what was over when the lab was killed, does the half trial again, and refuses another envelope', async () => {
    const killed = start('crash', '--scenario', 'moment', '--strategies', 'fifo,shed-on-depth', '--out', results)
    await until(() => existsSync(join(results, 'trials', second, 'attempts.csv')))
    const tooEarly = start('--resume', results)
    expect(await tooEarly.ended).toBe(2)
    expect(tooEarly.said.text).toMatch(`${results} is still being run by process ${killed.child.pid}`)
    killed.child.kill('SIGKILL')
    await killed.ended
    expect(trials()).toEqual([first, second])
    const kept = readFileSync(join(results, 'trials', first, 'trial.json'), 'utf8')

    const asStarted = manifest()
    const envelope = { ...asStarted.envelope, heapMb: 512 }
    writeFileSync(join(results, 'manifest.json'), JSON.stringify({ ...asStarted, envelope }))
    const refused = start('--resume', results)
    expect(await refused.ended).toBe(2)
    expect(refused.said.text).toMatch(/cannot resume: then and now differ in envelope\.heapMb: 512 against 256/)
    writeFileSync(join(results, 'manifest.json'), JSON.stringify(asStarted))

    const resumed = start('--resume', results)
    expect([await resumed.ended, resumed.said.text]).toEqual([0, expect.stringMatching(/fifo {2}permit within.*, kept\n/)])
    expect(readFileSync(join(results, 'trials', first, 'trial.json'), 'utf8')).toBe(kept)
    expect(trials()).toEqual([first, second])
    expect(readdirSync(join(results, 'aside'))).toEqual([`${second}-1`])
    expect(existsSync(join(results, 'owner.json'))).toBe(false)
    expect(manifest()).toMatchObject({ startedAt: asStarted.startedAt, interrupted: false, finishedAt: expect.any(String) })
    expect(manifest().resumedAt).toHaveLength(1)
    const summary = JSON.parse(readFileSync(join(results, 'summary.json'), 'utf8')) as { trials: { id: string }[] }
    expect(firstTries(summary.trials.map(({ id }) => id))).toEqual([first, second])

    const complete = start('--resume', results)
    expect(await complete.ended).toBe(2)
    expect(complete.said.text).toMatch(/is complete/)
  }, 180_000)

  it('refuses several studies of which a finished one was made by other code', async () => {
    const whole = join(temporary, 'several studies')
    const [child, made] = [join(whole, 'study-1'), { ...manifest(), commit: 'c0ffee' }]
    mkdirSync(child, { recursive: true })
    writeFileSync(join(whole, 'studies.json'), JSON.stringify({ argv: ['power', '--studies', '2'], of: 2, studies: [] }))
    writeFileSync(join(child, 'manifest.json'), JSON.stringify(made))
    const refused = start('--resume', whole)
    expect(await refused.ended).toBe(2)
    expect(refused.said.text).toMatch(/cannot resume: then and now of study-1 differ in commit: "c0ffee" against/)
    expect(readdirSync(whole).toSorted()).toEqual(['studies.json', 'study-1'])
  }, 60_000)

  it('says how to go on with several studies', async () => {
    const whole = join(temporary, 'more studies')
    const interrupted = start('power', '--studies', '2', '--out', whole)
    await until(() => existsSync(join(whole, 'study-1', 'manifest.json')))
    interrupted.child.kill('SIGINT')
    expect(await interrupted.ended).toBe(130)
    expect(interrupted.said.text).toContain(`Go on:  npm start -- study --resume '${whole}'`)
    expect(existsSync(join(whole, 'owner.json'))).toBe(false)
  }, 60_000)
})
