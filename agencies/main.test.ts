import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from '@jest/globals'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))
const environment = {
  ...process.env,
  DUKCAPIL_PORT: '0',
  GATEWAY_PORT: '0',
  METRICS_PORT: '0',
  SEED: '1',
  AGENCY: '{"slots":2,"serviceMs":10,"dailyQuota":null}',
}

let child: ChildProcess | undefined
afterEach(() => {
  child?.kill('SIGKILL')
})

const launch = (env: NodeJS.ProcessEnv) => (child = fork(MAIN, { env, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] }))

async function listening(): Promise<{ msg: string; dukcapilPort: number; gatewayPort: number; metricsPort: number }> {
  const { stdout } = launch(environment)
  if (stdout === null) throw new Error('no stdout')
  const [line]: string[] = await once(createInterface(stdout), 'line')
  return JSON.parse(line ?? '')
}

async function exit() {
  if (child === undefined) throw new Error('nothing was launched')
  const [code]: (number | null)[] = await once(child, 'exit')
  return code
}

describe('the process of the agencies', () => {
  it('serves both agencies and its metrics, and stops at SIGTERM', async () => {
    const { msg, dukcapilPort, gatewayPort, metricsPort } = await listening()
    expect(msg).toBe('listening')
    for (const port of [dukcapilPort, gatewayPort]) expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
    expect(await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()).toContain('antrean_agency_slots_busy 0')
    child?.kill('SIGTERM')
    expect(await exit()).toBe(0)
    await expect(fetch(`http://127.0.0.1:${dukcapilPort}/healthz`)).rejects.toThrow('fetch failed')
  })

  it('stops when its parent has gone', async () => {
    await listening()
    child?.disconnect()
    expect(await exit()).toBe(0)
  })

  it('explains a wrong environment and exits with 2', async () => {
    const { stderr } = launch({ ...environment, AGENCY: '{"slots":0,"serviceMs":10,"dailyQuota":null}', SEED: 'x' })
    let text = ''
    stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()))
    expect(await exit()).toBe(2)
    expect(text).toMatch(/^AGENCY: slots: .*; set it to JSON/m)
    expect(text).toMatch(/^SEED: .*; set it to an integer/m)
  })
})
