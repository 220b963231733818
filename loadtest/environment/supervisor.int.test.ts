import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProcessExit } from '../records/trial-facts.ts'
import { findCores } from './cores.ts'
import { processStart } from './process-stats.ts'
import { openRunDirectory, type RunDirectory } from './run-directory.ts'
import { connectionName, supervise, type SupervisedProcess, type SupervisedSpec } from './supervisor.ts'

const LIMIT_MS = 8_000
/** A process that does on order what the real ones do by misfortune. */
const SCRIPT = `
import { openSync } from 'node:fs'
import { createServer } from 'node:net'
const { DO, PORT, LIVE_MS } = process.env
process.on('SIGTERM', () => process.exit(0))
setInterval(() => {}, 1000)
const kept: unknown[] = []
if (DO === 'fill the heap') for (;;) kept.push(new Array(1000).fill({ a: 1 }))
if (DO === 'open files') for (;;) openSync('/dev/null', 'r')
if (DO === 'listen') createServer().listen(Number(PORT), '127.0.0.1')
if (DO === 'throw') setTimeout(() => { throw new TypeError('nobody catches this') }, 10)
if (DO === 'reject') void Promise.reject(new RangeError('nobody awaits this'))
if (DO === 'burn') { for (const end = Date.now() + 400; Date.now() < end; ); process.exit(3) }
if (DO === 'live') setTimeout(() => process.exit(1), Number(LIVE_MS))
console.log('ready')
`

let run: RunDirectory
let started: SupervisedProcess[] = []
const cores = findCores()

beforeAll(() => {
  run = openRunDirectory()
  writeFileSync(join(run.path, 'child.ts'), SCRIPT)
})
afterEach(async () => {
  await Promise.all(started.map((process) => process.stop()))
  started = []
})
afterAll(() => run.remove())

async function start(env: Record<string, string>, more: Partial<SupervisedSpec> = {}): Promise<SupervisedProcess> {
  const supervised = await supervise({
    run,
    name: 'portal',
    script: join(run.path, 'child.ts'),
    env,
    core: cores.system,
    restart: { firstMs: 100, resetAfterS: 10 },
    logFile: join(run.path, 'child.log'),
    clockS: () => performance.now() / 1000,
    ...more,
  })
  started.push(supervised)
  return supervised
}

async function until<T>(read: () => T | undefined | null | false): Promise<T> {
  for (const end = Date.now() + LIMIT_MS; Date.now() < end; await sleep(10)) {
    const value = read()
    if (value) return value
  }
  throw new Error('waited in vain')
}

const firstExit = (process: SupervisedProcess): Promise<ProcessExit> => until(() => process.exits[0])

describe('a death', () => {
  it('names its connections to PostgreSQL after itself, each life anew', async () => {
    const supervised = await start({ DO: 'live', LIVE_MS: '300' })
    const nameOf = (pid: number) => /PGAPPNAME=([^\0]*)/.exec(readFileSync(`/proc/${pid}/environ`, 'utf8'))?.[1]
    const first = supervised.pid!
    expect(await until(() => nameOf(first))).toBe(connectionName(first))
    const second = await until(() => supervised.pid !== first && supervised.pid)
    expect(await until(() => nameOf(second))).toBe(connectionName(second))
  })

  it('by an exhausted heap is recognised, with the words of V8', async () => {
    const exit = await firstExit(await start({ DO: 'fill the heap' }, { heapMb: 30 }))
    expect(exit).toMatchObject({
      process: 'portal',
      cause: 'heap-out-of-memory',
      code: null,
      signal: 'SIGABRT',
      unexpected: true,
    })
    expect(exit.evidence).toMatch(/FATAL ERROR: .*JavaScript heap out of memory/)
  })

  it('for want of open files is recognised', async () => {
    const exit = await firstExit(await start({ DO: 'open files' }, { openFiles: 128 }))
    expect(exit).toMatchObject({ cause: 'too-many-open-files', code: 1, evidence: expect.stringMatching(/^Error: EMFILE/) })
  })

  it('at a port in use is recognised', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const exit = await firstExit(await start({ DO: 'listen', PORT: String((server.address() as AddressInfo).port) }))
    expect(exit).toMatchObject({ cause: 'port-in-use', code: 1, evidence: expect.stringMatching(/EADDRINUSE/) })
    await new Promise((resolve) => server.close(resolve))
  })

  it.each([
    ['throw', 'TypeError: nobody catches this'],
    ['reject', 'RangeError: nobody awaits this'],
  ])('by what nobody catches (%s) is recognised', async (what, evidence) => {
    expect(await firstExit(await start({ DO: what }))).toMatchObject({ cause: 'uncaught-exception', code: 1, evidence })
  })

  it('by a blow from outside is unexpected, and the process comes back under another pid', async () => {
    const process = await start({})
    const before = process.pid
    process.kill('SIGKILL')
    expect(await firstExit(process)).toMatchObject({
      pid: before,
      cause: 'killed',
      code: null,
      signal: 'SIGKILL',
      unexpected: true,
    })
    expect(await until(() => process.pid)).not.toBe(before)
  })
})

describe('restarts', () => {
  /** Delay before each restart, ms. */
  async function delays(count: number, env: Record<string, string>, restart: SupervisedSpec['restart']): Promise<number[]> {
    const died: number[] = []
    const born: number[] = []
    const process = await start(env, {
      restart,
      onStart: () => born.push(performance.now()),
      onExit: () => died.push(performance.now()),
    })
    await until(() => born.length > count)
    await process.stop()
    return died.slice(0, count).map((at, index) => (born[index + 1] as number) - at)
  }

  it('wait twice as long each time', async () => {
    const [first = 0, second = 0, third = 0] = await delays(3, { DO: 'live', LIVE_MS: '0' }, { firstMs: 100, resetAfterS: 10 })
    // The upper bounds leave room for a busy machine; without doubling the lower ones fail.
    expect([first >= 95, second >= 195, third >= 395]).toEqual([true, true, true])
    expect([first < 190, second < 390, third < 790]).toEqual([true, true, true])
  })

  it('start again from the first delay after enough uptime', async () => {
    const waited = await delays(3, { DO: 'live', LIVE_MS: '300' }, { firstMs: 200, resetAfterS: 0.2 })
    expect(Math.max(...waited)).toBeLessThan(390)
  })

  it('add up the CPU of all lives', async () => {
    const process = await start({ DO: 'burn' })
    await until(() => process.exits.length >= 2)
    // Two lives of 400 ms, less the last quarter of a second of each, which is read too late.
    expect(process.cpuSeconds()).toBeGreaterThan(0.3)
  })
})

describe('the envelope', () => {
  it('is in force, as the kernel says', async () => {
    const process = await start({}, { heapMb: 64, openFiles: 256 })
    await until(() => process.applied().heapMb)
    expect(process.applied()).toMatchObject({ heapMb: 64, openFiles: 256 })
    if (cores.pinned) expect(process.applied().cpus).toBe(String(cores.system.cpu))
  })
})

describe('stop', () => {
  it('ends the process gracefully, does not restart it and keeps its log', async () => {
    // A log of its own: the other tests' processes have said "ready" in theirs.
    const logFile = join(run.path, 'stopped.log')
    const process = await start({}, { logFile })
    const pid = process.pid as number
    await until(() => existsSync(logFile) && readFileSync(logFile, 'utf8').includes('ready'))
    await process.stop()
    expect(readFileSync(logFile, 'utf8')).toContain('ready')
    expect(processStart(pid)).toBeNull()
    expect(process.pid).toBeNull()
    expect(process.exits).toMatchObject([{ code: 0, signal: null, unexpected: false }])
    await process.stop()
    expect(process.exits).toHaveLength(1)
  })

  it('while it waits for a restart leaves nothing to start later', async () => {
    const process = await start({ DO: 'live', LIVE_MS: '0' }, { restart: { firstMs: 300, resetAfterS: 10 } })
    await firstExit(process)
    await process.stop()
    await sleep(500)
    expect([process.pid, process.exits.length]).toEqual([null, 1])
  })
})
