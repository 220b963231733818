import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { LiveControl, LiveOrder, LiveState } from '../live/live-events.ts'
import type { TrialFacts } from '../records/trial-facts.ts'
import { deriveAll } from '../reports/derive-all.ts'
import type { StudySummary } from '../statistics/study-summary.ts'

const MAIN = new URL('../main.ts', import.meta.url).pathname
const LIMIT_MS = 30_000

describe('npm start -- up', () => {
  let temporary: string
  let child: ChildProcess
  let stdout: string
  let stderr: string
  beforeEach(() => {
    temporary = mkdtempSync(join(tmpdir(), 'antrean-up-'))
    // Else the laboratory of root would be elsewhere: PostgreSQL, which is not root, has to pass through.
    chmodSync(temporary, 0o755)
  })
  function start(...options: string[]) {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: temporary }
    const args = ['up', '--scenario', 'smoke', '--strategy', 'inline', '--seed', '5', ...options]
    child = spawn(process.execPath, [MAIN, ...args], { cwd: temporary, env, stdio: ['ignore', 'pipe', 'pipe'] })
    stdout = ''
    stderr = ''
    child.stdout!.on('data', (chunk) => (stdout += String(chunk)))
    child.stderr!.on('data', (chunk) => (stderr += String(chunk)))
  }
  afterEach(() => {
    child.kill('SIGKILL')
    rmSync(temporary, { recursive: true, force: true })
  })

  async function until(what: string, condition: () => boolean) {
    for (const limit = Date.now() + LIMIT_MS; !condition(); await sleep(50))
      if (Date.now() > limit || child.exitCode !== null) throw new Error(`${what} never came: ${stdout}${stderr}`)
  }

  /** What the page knows, kept up to date by the events. */
  async function openPage(url: string) {
    const html = await (await fetch(url)).text()
    const token = /name="order-token" content="([^"]+)"/.exec(html)![1]!
    const seen = {
      state: null as LiveState | null,
      control: null as LiveControl | null,
      seconds: 0,
      report: null as string | null,
    }
    const follow = async () => {
      const decoder = new TextDecoder()
      let text = ''
      for await (const chunk of (await fetch(new URL('events', url))).body!) {
        text += decoder.decode(chunk, { stream: true })
        const frames = text.split('\n\n')
        text = frames.pop()!
        for (const frame of frames) take(frame)
      }
    }
    const take = (frame: string) => {
      const [, event, data] = /^event: (\w+)\ndata: (.*)$/s.exec(frame) ?? []
      if (event === undefined) return
      const value = JSON.parse(data!)
      if (event === 'state') Object.assign(seen, { state: value, control: value.control })
      if (event === 'control') seen.control = value
      if (event === 'second') seen.seconds += 1
      if (event === 'over') seen.report = value.report
    }
    const ended = follow().catch(() => undefined)
    await until('the state', () => seen.control !== null)
    const order = async (what: LiveOrder) => {
      const headers = { 'content-type': 'application/json', 'x-order-token': token }
      const answer = await fetch(new URL('orders', url), { method: 'POST', headers, body: JSON.stringify(what) })
      return {
        status: answer.status,
        detail: answer.status === 202 ? null : ((await answer.json()) as { detail: string }).detail,
      }
    }
    return { seen, order, ended }
  }

  const addressOf = (label: string) => new RegExp(`^  ${label} +(http://\\S+)`, 'm').exec(stdout)![1]!

  it('takes orders from its page: a strategy, faults, a trial with its report, and leaves nothing', async () => {
    start('--out', join(temporary, 'results'))
    await until('the addresses', () => stdout.includes('Ctrl-C ends everything'))
    const portal = addressOf('portal')
    const { seen, order, ended } = await openPage(addressOf('live page'))
    expect(seen.state!.links.map(({ label }) => label)).toEqual(expect.arrayContaining(['Portal', 'Operators']))
    expect(seen.control).toMatchObject({ chosen: { strategy: 'inline', scenario: 'smoke' }, busy: null, running: null })
    expect(await order({ order: 'fault', fault: 'worker-killed', on: true })).toEqual({
      status: 422,
      detail: expect.stringMatching(/^worker-killed could do nothing: this strategy has no worker/),
    })

    expect(await order({ order: 'strategy', strategy: 'fifo' })).toEqual({ status: 202, detail: null })
    expect((await order({ order: 'strategy', strategy: 'inline' })).status).toBe(409)
    await until('the strategy', () => seen.control!.busy === null && seen.control!.chosen.strategy === 'fifo')
    expect((await fetch(`${portal}/readyz`)).status).toBe(200)
    expect((await order({ order: 'strategy', strategy: 'lifo' })).detail).toMatch(/unknown strategy "lifo"/)

    const isOn = () => seen.control!.faults.find(({ name }) => name === 'registry-slow')!.on
    const serviceMs = async () => ((await (await fetch(addressOf('Dukcapil'))).json()) as { serviceMs: number }).serviceMs
    const before = await serviceMs()
    expect((await order({ order: 'fault', fault: 'registry-slow', on: true })).status).toBe(202)
    await until('the fault', isOn)
    expect(await serviceMs()).toBe(5 * before)

    expect((await order({ order: 'start', strategy: 'fifo', scenario: 'smoke' })).status).toBe(202)
    await until('people', () => seen.seconds >= 3)
    expect(seen.control).toMatchObject({ running: 'fifo-smoke-s5-b1', busy: null })
    expect(isOn()).toBe(false)
    expect((await order({ order: 'start', strategy: 'fifo', scenario: 'smoke' })).detail).toMatch(/is running; stop it first/)
    expect((await order({ order: 'fault', fault: 'registry-slow', on: true })).status).toBe(202)
    await until('the fault in the trial', isOn)
    expect((await order({ order: 'stop' })).status).toBe(202)
    await until('the report', () => seen.control!.running === null && seen.control!.busy === null)
    expect(seen.control!.reportUrl).toBe('/report.html')
    expect((await fetch(`${portal}/readyz`)).status).toBe(200)

    const results = join(temporary, 'results')
    const facts = JSON.parse(readFileSync(join(results, 'trials/fifo-smoke-s5-b1/trial.json'), 'utf8')) as TrialFacts
    expect(facts.interrupted).toBe(true)
    expect(facts.switchedByHand!.map(({ fault, on }) => [fault, on])).toEqual([['registry-slow', true]])
    expect(facts.switchedByHand![0]!.atS).toBeGreaterThan(2)
    const { trials } = JSON.parse(readFileSync(join(results, 'summary.json'), 'utf8')) as StudySummary
    expect(trials[0]!.invalidReasons).toEqual(
      expect.arrayContaining([expect.stringMatching(/faults were switched by hand: registry-slow on at/)]),
    )
    expect(trials[0]!.ledger).toMatchObject({ lost: 0, duplicated: 0 })

    const operators = async () =>
      fetch(new URL('healthz', addressOf('operators'))).then(
        ({ status }) => status,
        () => null,
      )
    expect(await operators()).toBe(200)
    for (const pid of running('operators/main.ts', temporary)) process.kill(Number(pid), 'SIGKILL')
    await until('the death of the operators’ page', () => stderr.includes("the operators' page ended (SIGKILL)"))
    for (const limit = Date.now() + LIMIT_MS; (await operators()) !== 200 && Date.now() < limit;) await sleep(50)
    expect(await operators()).toBe(200)

    expect((await order({ order: 'start', strategy: 'inline', scenario: 'smoke' })).status).toBe(202)
    await until('people again', () => seen.control!.running === 'inline-smoke-s5-b1' && seen.control!.busy === null)
    const whole = readFileSync(join(results, 'manifest.json'), 'utf8')
    expect(await operators()).toBeNull()
    const [postgres] = running('bin/postgres', temporary)
    const killedAt = Date.now()
    process.kill(Number(postgres), 'SIGKILL')
    const [code] = (await once(child, 'close')) as [number]
    await ended
    expect(code).toBe(3)
    expect(Date.now() - killedAt).toBeLessThan(6000)
    expect(stderr).toMatch(/^PostgreSQL ended \(SIGKILL\), .*: everything ends$/m)
    expect(stderr).toMatch(/^inline-smoke-s5-b1 was broken off: PostgreSQL ended \(SIGKILL\)/m)
    expect(seen.control!.problem).toMatch(/PostgreSQL ended/)
    expect(JSON.parse(whole)).toMatchObject({ interrupted: false, finishedAt: expect.any(String) })
    const manifest = JSON.parse(readFileSync(join(results, 'manifest.json'), 'utf8')) as object
    expect(manifest).toMatchObject({ finishedAt: expect.any(String), interrupted: true })
    expect(manifest).toMatchObject({ brokenOff: [{ trial: 'inline-smoke-s5-b1', reason: expect.stringMatching(/PostgreSQL/) }] })
    const html = readFileSync(join(results, 'report.html'))
    await deriveAll(results)
    expect(readFileSync(join(results, 'report.html')).equals(html)).toBe(true)
    expect(seen.report).toBe(join(results, 'report.html'))
    expect(stdout).toContain(`Report: ${join(results, 'report.html')}`)
    expect(left(temporary)).toEqual([])
  }, 90_000)

  it('obeys Ctrl-C while it is still starting, and leaves no results of nothing', async () => {
    start('--no-prometheus')
    await until('the portal', () => running('portal/server.ts', temporary).length > 0)
    const askedAt = Date.now()
    child.kill('SIGINT')
    const [code] = (await once(child, 'close')) as [number]
    expect(code).toBe(130)
    expect(Date.now() - askedAt).toBeLessThan(2500)
    expect(stdout + stderr).not.toMatch(/is up with|died/)
    expect(readdirSync(join(temporary, 'results'))).toEqual([])
    expect(left(temporary)).toEqual([])
  }, 30_000)
})

/** Processes with this program in their command and this temporary directory, the oldest first. */
function running(program: string, temporary: string): string[] {
  return processesOf(temporary).filter((pid) => words(pid, 'cmdline').includes(program))
}

/** Processes and run directories of laboratories with this temporary directory. */
function left(temporary: string): string[] {
  const root = join(temporary, `antrean-${process.getuid!()}`)
  return [...processesOf(temporary), ...(existsSync(root) ? readdirSync(root).filter((name) => name.startsWith('run-')) : [])]
}

function processesOf(temporary: string): string[] {
  const mentions = (pid: string) => words(pid, 'environ').includes(temporary) || words(pid, 'cmdline').includes(temporary)
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && mentions(name))
}

/** Of a process that may be ending just now: then there are none. */
function words(pid: string, file: 'cmdline' | 'environ'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
