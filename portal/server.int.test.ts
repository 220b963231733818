import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { form } from './test-call.ts'
import { listeningLine, startTestSystem, type TestSystem } from './test-system.ts'

const SERVER = fileURLToPath(new URL('server.ts', import.meta.url))
// Slow enough to stop the process while a check is in service.
const agency = { slots: 10, serviceMs: 300, dailyQuota: null }

let system: TestSystem
let child: ChildProcess
beforeAll(async () => void (system = await startTestSystem(agency)))
afterAll(() => system.close())
afterEach(() => void child.kill('SIGKILL'))

function launch(overrides: Record<string, string> = {}): ChildProcess {
  const env = {
    ...process.env,
    DATABASE_URL: system.databaseUrl,
    PORT: '0',
    METRICS_PORT: '0',
    DUKCAPIL_URL: system.dukcapilUrl,
    GATEWAY_URL: system.gatewayUrl,
    STRATEGY: 'inline',
    ENVELOPE: JSON.stringify({
      heapMb: 256,
      connections: 5,
      openFiles: 1024,
      agency,
      restart: { firstMs: 100, resetAfterS: 10 },
    }),
    ...overrides,
  }
  child = fork(SERVER, { env, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  return child
}

const exitCode = async () => ((await once(child, 'exit')) as [number | null])[0]

describe('the portal as a process', () => {
  it('serves the strategy it was told, and its metrics; SIGTERM lets the request inside finish and ends with 0', async () => {
    const { port, metricsPort } = await listeningLine(launch({ STRATEGY: 'inline-tuned', STRATEGY_OPTIONS: '{"maxWaitS": 2}' }))
    const url = `http://127.0.0.1:${port}`
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    const applied = fetch(`${url}/api/applications`, {
      method: 'POST',
      headers: { authorization: `Bearer ${system.people[0]!.token}`, 'idempotency-key': 'k', 'content-type': 'application/json' },
      body: JSON.stringify(form()),
    })
    const metrics = `http://127.0.0.1:${metricsPort}/metrics`
    while (!/in_flight 1/.test(await (await fetch(metrics)).text())) await new Promise(setImmediate)
    child.kill('SIGTERM')
    expect((await applied).status).toBe(201)
    expect(await exitCode()).toBe(0)
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
