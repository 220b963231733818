import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { form } from './test-call.ts'
import { listeningLine, startTestSystem, type TestSystem } from './test-system.ts'

const SERVER = fileURLToPath(new URL('server.ts', import.meta.url))
const agency = { slots: 10, serviceMs: 300, dailyQuota: null }

let system: TestSystem
let child: ChildProcess
beforeAll(async () => void (system = await startTestSystem(agency)))
afterAll(() => system.close())
afterEach(() => void child.kill('SIGKILL'))

const envelope = { heapMb: 256, connections: 5, openFiles: 1024, agency, restart: { firstMs: 100, resetAfterS: 10 } }

function launch(overrides: Record<string, string> = {}): ChildProcess {
  const env = {
    ...process.env,
    DATABASE_URL: system.databaseUrl,
    PORT: '0',
    METRICS_PORT: '0',
    DUKCAPIL_URL: system.dukcapilUrl,
    GATEWAY_URL: system.gatewayUrl,
    STRATEGY: 'inline',
    ENVELOPE: JSON.stringify(envelope),
    ...overrides,
  }
  child = fork(SERVER, { env, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  return child
}

const exitCode = async () => ((await once(child, 'exit')) as [number | null])[0]

const apply = (port: number | undefined, person: number) =>
  fetch(`http://127.0.0.1:${port}/api/applications`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${system.people[person]!.token}`,
      'idempotency-key': 'k',
      'content-type': 'application/json',
    },
    body: JSON.stringify(form()),
  })

const setSlots = (slots: number) =>
  fetch(`${system.dukcapilUrl}/capacity`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ slots }),
  })

describe('the portal as a process', () => {
  it('serves the strategy it was told, and its metrics; SIGTERM lets the request inside finish and ends with 0', async () => {
    const { port, metricsPort } = await listeningLine(launch({ STRATEGY: 'inline-tuned', STRATEGY_OPTIONS: '{"maxWaitS": 2}' }))
    const url = `http://127.0.0.1:${port}`
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    await setSlots(0)
    const applied = apply(port, 0)
    const metrics = `http://127.0.0.1:${metricsPort}/metrics`
    while (!/in_flight 1/.test(await (await fetch(metrics)).text())) await delay(20)
    child.kill('SIGTERM')
    await setSlots(agency.slots)
    expect((await applied).status).toBe(201)
    expect(await exitCode()).toBe(0)
  })

  it('keeps no scrape waiting when its pool is exhausted; what cannot be read is absent then, not old', async () => {
    // The baseline holds a connection for as long as Dukcapil thinks, and there are two.
    const { port, metricsPort } = await listeningLine(launch({ ENVELOPE: JSON.stringify({ ...envelope, connections: 2 }) }))
    let slowestMs = 0
    const shows = async (sample: string) => {
      const beganMs = performance.now()
      const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
      slowestMs = Math.max(slowestMs, performance.now() - beganMs)
      return `\n${text}`.includes(`\n${sample}`)
    }
    const become = async (sample: string, shown: boolean) => {
      const untilMs = performance.now() + 9000
      while ((await shows(sample)) !== shown && performance.now() < untilMs) await delay(100)
      expect([sample, await shows(sample)]).toEqual([sample, shown])
    }
    await become('antrean_applications_backlog 0', true)
    await become('antrean_verification_tasks{state="open"} 0', true)

    await setSlots(0)
    const applied = [apply(port, 1), apply(port, 2)]
    await become('antrean_pg_pool_connections{state="busy"} 2', true)
    await become('antrean_verification_tasks', false)
    await become('antrean_applications_backlog', false)
    // One question of each kind waits, however long it lasts.
    expect(await shows('antrean_pg_pool_connections{state="waiting"} 2')).toBe(true)
    expect(slowestMs).toBeLessThan(1000)

    await setSlots(agency.slots)
    expect((await Promise.all(applied)).map(({ status }) => status)).toEqual([201, 201])
    await become('antrean_applications_backlog 0', true)
    await become('antrean_verification_overdue 0', true)
  })

  it('stops when its parent has gone', async () => {
    await listeningLine(launch())
    child.disconnect()
    expect(await exitCode()).toBe(0)
  })

  it.each([
    ['an unknown strategy', { STRATEGY: 'magic' }, /^STRATEGY.*none named magic; there are .*inline/],
    ['an unknown option', { STRATEGY_OPTIONS: '{"speed": 9}' }, /^STRATEGY.*options of inline[^]*speed/],
    ['no database', { DATABASE_URL: '' }, /^DATABASE_URL: is not set; set it to a PostgreSQL URL/],
    ['an envelope that is none', { ENVELOPE: '{}' }, /^ENVELOPE: heapMb/],
  ])('explains %s and exits with 2', async (_name, overrides, message) => {
    launch(overrides)
    let text = ''
    child.stderr!.on('data', (chunk: Buffer) => (text += chunk.toString()))
    expect(await exitCode()).toBe(2)
    expect(text).toMatch(message)
  })
})
