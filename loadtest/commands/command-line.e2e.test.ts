import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

const MAIN = new URL('../main.ts', import.meta.url).pathname
const ROOT = new URL('../..', import.meta.url).pathname

interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

describe('command line', () => {
  /** Everything of ours lies below it, and every process of ours has it in its environment or on its command line. */
  let temporary: string
  let started: ChildProcess[]
  beforeEach(() => {
    temporary = mkdtempSync(join(tmpdir(), 'antrean-cli-'))
    started = []
  })
  afterEach(() => {
    for (const child of started) child.kill('SIGKILL')
    rmSync(temporary, { recursive: true, force: true })
  })

  function start(...args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: temporary }
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
    started.push(child)
    const out = { stdout: '', stderr: '' }
    child.stdout.on('data', (chunk) => (out.stdout += String(chunk)))
    child.stderr.on('data', (chunk) => (out.stderr += String(chunk)))
    return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number | null, ...out })) }
  }
  const run = (...args: string[]) => start(...args).ended

  it('lists everything as JSON', async () => {
    const { code, stdout } = await run('list', '--json')
    expect(code).toBe(0)
    const all = JSON.parse(stdout) as Record<string, { name: string; summary: string }[]>
    expect(Object.keys(all)).toEqual(['strategies', 'scenarios', 'journeys', 'faults', 'studies'])
    expect(all.strategies!.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['inline', 'inline-bounded', 'inline-tuned', 'fifo', 'fast-lane', 'shed-on-depth']),
    )
    for (const row of Object.values(all).flat()) expect(row.summary.length).toBeGreaterThan(5)
  })

  it.each([
    [['nonsense'], /unknown command "nonsense".*study.*hammer/],
    [['run'], /which scenario\? choose one of: .*launch-day/],
    [['run', 'launchday'], /unknown scenario "launchday".*launch-day/],
    [['run', 'smoke'], /which strategy\?.*fifo/],
    [['run', 'smoke', '--strategy', 'lifo'], /unknown strategy "lifo".*fifo/],
    [['run', 'smoke', '--strategy', 'fifo', '--seed', 'abc'], /--seed must be a whole number.*"abc"/],
    [['run', 'smoke', '--strategy', 'fifo', '--seed', '-1'], /--seed must be a whole number from 0 to 2147483647, not "-1"/],
    [['run', 'smoke', '--strategy', 'shed-on-depth', '--set', 'maxWaitS'], /--set wants key=value, not "maxWaitS"/],
    [['run', 'smoke', '--strategy', 'shed-on-depth', '--set', 'maxWait=3'], /maxWait.*it knows: maxWaitS/],
    [['run', 'smoke', '--target', 'http://example.org'], /example\.org is not this machine.*--allow-remote example\.org/],
    [['run', 'smoke', '--target', 'portal'], /"portal" is no address/],
    [['study', 'crash', '--repeats', '0'], /--repeats must be a whole number from 1/],
    [['study', '--strategies', 'fifo,fifo'], /"fifo" is named twice/],
    [['study', '--frobnicate'], /frobnicate/],
    [['hammer', '--people', '10,many'], /--people.*"many"/],
    [['up', '--no-live', '--live-port', '8090'], /--no-live and --live-port: one or the other/],
    [['report'], /which results\?/],
    [['report', '/no/such/directory'], /there is no directory \/no\/such\/directory/],
    [['report', ROOT], /holds no results/],
    [['certify', '--quick', '--store'], /--store keeps a whole certificate/],
    [['run', 'launchday'], /did you mean "launch-day"\?/],
    [['run', 'smoke', '--strategy', 'fifo', '--out', '/proc/antrean/x'], /--out \/proc\/antrean\/x cannot be written/],
    [['study', '--resume', ROOT, 'power'], /--resume DIR goes alone/],
    [['study', '--plan', 'no/such/results'], /there is no directory .*no\/such\/results/],
    [['study', '--plan', ROOT, '--repeats', '3'], /--plan DIR goes alone/],
    [['study', 'power', ROOT, '--plan'], /--plan DIR goes alone.*npm start -- study --plan \//],
    [['replay', ROOT, '--no-live', '--live-port', '8090'], /--no-live and --live-port: one or the other/],
  ])('bad usage is one clear line and exit 2: %j', async (args, message) => {
    const { code, stderr } = await run(...args)
    expect(stderr).toMatch(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(code).toBe(2)
  })

  it.each([
    ['torn', '{"antrean": "0', /manifest\.json: not JSON \(damaged: restore the file/],
    ['of another version', '{}', /manifest\.json: .*manifest\.json names the commit that reads it/s],
  ])('results whose manifest is %s are named, with the remedy and exit 2', async (_, content, message) => {
    writeFileSync(join(temporary, 'manifest.json'), content)
    for (const command of ['report', 'replay']) {
      const { code, stderr } = await run(command, temporary)
      expect(stderr).toMatch(message)
      expect(code).toBe(2)
    }
  })

  it('says with exit 3 that nobody answers', async () => {
    const { code, stderr } = await run('run', 'smoke', '--target', 'http://127.0.0.1:9')
    expect(stderr).toMatch(/nobody answers at http:\/\/127\.0\.0\.1:9/)
    expect(code).toBe(3)
  })

  it.each([1200, 2600, 4000, 9000])(
    'leaves nothing behind when stopped after %d ms',
    async (afterMs) => {
      const { child, ended } = start('run', 'smoke', '--strategy', 'fifo', '--out', join(temporary, 'results'))
      await sleep(afterMs)
      child.kill('SIGTERM')
      const { code } = await ended
      expect(code).toBe(130)
      expect(ours(temporary)).toEqual({ processes: [], runs: [] })
    },
    60_000,
  )

  it('takes one Ctrl-C that arrives twice (from the terminal, and passed on by npm) for one', async () => {
    const { child, ended } = start('run', 'smoke', '--strategy', 'inline', '--out', join(temporary, 'results'))
    await sleep(6000)
    child.kill('SIGINT')
    await sleep(100)
    child.kill('SIGINT')
    const { code, stdout } = await ended
    expect(code).toBe(130)
    // It ended in order: what was measured is reported.
    expect(stdout).toMatch(/Report: .*report\.html/)
    expect(ours(temporary)).toEqual({ processes: [], runs: [] })
  }, 60_000)

  it('is cleaned up after when it is killed, and starts again', async () => {
    const { child, ended } = start('run', 'smoke', '--strategy', 'fifo', '--out', join(temporary, 'results'))
    await sleep(6000)
    child.kill('SIGKILL')
    await ended
    const left = () => Object.values(ours(temporary)).flat().length
    for (const limit = Date.now() + 20_000; left() > 0 && Date.now() < limit;) await sleep(100)
    expect(ours(temporary)).toEqual({ processes: [], runs: [] })
    const next = start('up', '--scenario', 'smoke', '--out', join(temporary, 'up'))
    await sleep(6000)
    next.child.kill('SIGINT')
    expect((await next.ended).code).toBe(130)
    expect(ours(temporary)).toEqual({ processes: [], runs: [] })
  }, 60_000)
})

/** Processes and run directories that belong to laboratories with this temporary directory. */
function ours(temporary: string): { processes: string[]; runs: string[] } {
  const mentions = (pid: string) =>
    ['environ', 'cmdline'].some((file) => {
      try {
        return readFileSync(`/proc/${pid}/${file}`, 'utf8').includes(temporary)
      } catch {
        return false
      }
    })
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && mentions(name))
  const root = join(temporary, `antrean-${process.getuid!()}`)
  const runs = existsSync(root) ? readdirSync(root).filter((name) => name.startsWith('run-')) : []
  return { processes, runs }
}
