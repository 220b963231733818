import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url))

describe('start.sh', () => {
  let settings: string
  beforeEach(() => void (settings = mkdtempSync(join(tmpdir(), 'antrean-start-'))))
  afterEach(() => rmSync(settings, { recursive: true }))
  const env = () => ({ PATH: `${dirname(process.execPath)}:${process.env.PATH}`, SETTINGS: settings })

  function write(name: string, content: string): void {
    mkdirSync(dirname(join(settings, name)), { recursive: true })
    writeFileSync(join(settings, name), content)
  }

  function run(role: string[], more: Record<string, string> = {}) {
    return spawnSync(file('start.sh'), role, { env: { ...env(), ...more }, encoding: 'utf8', timeout: 15_000 })
  }

  it('names the processes there are', () => {
    expect(run([])).toMatchObject({ status: 2, stderr: expect.stringContaining('settings, database, agencies, portal') })
    expect(run(['mailer'])).toMatchObject({ status: 2, stderr: expect.stringContaining('no process "mailer"') })
  })

  it('ends without a fault where the strategy has no worker, so that nobody starts it again', () => {
    write('database/postgres-password', 'x')
    write('public/worker-flags', '')
    const { status, stderr } = run(['worker'], { STRATEGY: 'inline' })
    expect(stderr).toMatch(/inline issues inside the request/)
    expect(status).toBe(0)
  })

  it('waits for its settings, then is the process itself, with V8’s limits and the password', async () => {
    const portal = spawn(file('start.sh'), ['portal'], { env: env(), stdio: ['ignore', 'ignore', 'pipe'] })
    let stderr = ''
    portal.stderr.on('data', (chunk) => (stderr += String(chunk)))
    write('database/postgres-password', 'x')
    write('public/portal-flags', '--max-old-space-size=154 --max-semi-space-size=9')
    // Without a database to ask the portal explains its environment and ends with 2: no shell is left in between.
    const [code] = (await once(portal, 'close')) as [number]
    expect(stderr).toMatch(/DATABASE_URL: is not set/)
    expect(code).toBe(2)
  })

  it('refuses a strategy that does not exist before anybody starts', () => {
    const envelope = { heapMb: 256, connections: 12, openFiles: 1024, agency: { slots: 1, serviceMs: 1, dailyQuota: null } }
    const ENVELOPE = JSON.stringify({ ...envelope, restart: { firstMs: 100, resetAfterS: 10 } })
    const wrong = run(['settings'], { STRATEGY: 'lifo', ENVELOPE })
    expect(wrong.stderr).toMatch(/there is none named lifo; there are .*fifo/)
    expect(wrong.status).toBe(2)
    expect(run(['settings'], { STRATEGY: 'fifo', ENVELOPE }).status).toBe(0)
  })
})

describe('check-health.mjs', () => {
  it('says whether a URL answers 200', async () => {
    const server = createServer((request, response) => response.writeHead(request.url === '/metrics' ? 200 : 503).end())
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const check = async (...args: string[]) => {
      const child = spawn(process.execPath, [file('check-health.mjs'), ...args], { env: { METRICS_PORT: String(port) } })
      return ((await once(child, 'close')) as [number])[0]
    }
    expect(await Promise.all([check(), check(`http://127.0.0.1:${port}/readyz`), check('http://127.0.0.1:9/')])).toEqual([
      0, 1, 1,
    ])
    server.close()
  })
})
