import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { Gauge, Registry } from 'prom-client'
import { MOST_CLIENTS } from './event-streams.ts'
import type { LiveOrder } from './live-events.ts'
import { LiveFeed } from './live-feed.ts'
import { startLiveServer, type LiveServer } from './live-server.ts'
import type { OrderDesk } from './order-desk.ts'

interface Answer {
  status: number
  headers: Record<string, unknown>
  body: string
}

describe('the live server', () => {
  let feed: LiveFeed
  let server: LiveServer
  let desk: OrderDesk | null
  let ordered: LiveOrder[]
  let report: string | null
  let sockets: Socket[]
  beforeEach(async () => {
    feed = new LiveFeed({ title: 'up', strategies: ['fifo'], planned: null })
    ordered = []
    desk = { take: (order) => (ordered.push(order), null) }
    report = null
    sockets = []
    const registry = new Registry()
    new Gauge({ name: 'antrean_lab_test', help: 'for this test', registers: [registry] }).set(7)
    server = await startLiveServer({
      feed,
      port: 0,
      desk: () => desk,
      report: () => report,
      registryOf: (trialId) => (trialId === 'gone' ? null : registry),
    })
  })
  afterEach(async () => {
    for (const socket of sockets) socket.destroy()
    await server.close()
  })

  /** As any program can ask, with whatever headers it likes. */
  function ask(
    method: string,
    path: string,
    { headers = {}, body = '' }: { headers?: Record<string, string>; body?: string } = {},
  ) {
    return new Promise<Answer>((resolve, reject) => {
      const sent = httpRequest(new URL(path, server.url), { method, headers, agent: false }, (response) => {
        let text = ''
        response.on('data', (chunk) => (text += String(chunk)))
        response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: text }))
        response.on('error', reject)
      })
      sent.on('error', reject)
      sent.end(body)
    })
  }

  /** A client of the event stream, and what it has read. */
  function listen(): Socket & { text: string } {
    const socket = Object.assign(connect(Number(new URL(server.url).port), '127.0.0.1'), { text: '' })
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => (socket.text += String(chunk)))
    socket.write(`GET /events HTTP/1.1\r\nHost: ${server.address}\r\n\r\n`)
    sockets.push(socket)
    return socket
  }

  async function until(condition: () => boolean) {
    for (const limit = Date.now() + 3000; !condition(); await sleep(5)) if (Date.now() > limit) throw new Error('it never came')
  }

  const tokenOf = async () => /name="order-token" content="([^"]*)"/.exec((await ask('GET', '/')).body)![1]!
  const order = async (what: unknown, headers: Record<string, string> = {}) =>
    ask('POST', '/orders', {
      headers: { 'content-type': 'application/json', 'x-order-token': await tokenOf(), ...headers },
      body: typeof what === 'string' ? what : JSON.stringify(what),
    })

  it('serves the page and what it needs, and nothing else', async () => {
    for (const [path, type] of [
      ['/', 'text/html'],
      ['/uplot.js', 'text/javascript'],
      ['/uplot.css', 'text/css'],
      ['/colours.css', 'text/css'],
    ] as const) {
      const { status, headers } = await ask('GET', path)
      expect([status, headers['content-type']]).toEqual([200, expect.stringContaining(type)])
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin' })
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';.*frame-ancestors 'none'/)
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
    for (const path of [
      '/live-feed.ts',
      '/../live-feed.ts',
      '/%2e%2e/live-server.ts',
      '/index.html',
      '/constructor',
      '/report.html',
    ])
      expect((await ask('GET', path)).status).toBe(404)
    expect((await ask('PUT', '/')).status).toBe(404)
  })

  it('begins every stream with the whole state, tells what happens, and says good-bye', async () => {
    feed.doing('before anybody came')
    const client = listen()
    await until(() => client.text.includes('event: state'))
    expect(client.text).toContain('"doing":"before anybody came"')
    feed.doing('now')
    await until(() => client.text.includes('event: doing\ndata: {"text":"now"}\n\n'))
    feed.over('/results/report.html')
    const closed = new Promise((resolve) => client.once('close', resolve))
    await server.close()
    await closed
    expect(client.text).toContain('event: over\ndata: {"report":"/results/report.html"}\n\n')
  })

  it('serves so many clients, and the next one when one has left', async () => {
    const clients = Array.from({ length: MOST_CLIENTS }, () => listen())
    await until(() => clients.every(({ text }) => text.includes('event: state')))
    const refused = await ask('GET', '/events')
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '5'])
    clients[0]!.destroy()
    let last = listen()
    for (const limit = Date.now() + 3000; !last.text.includes('event: state') && Date.now() < limit; await sleep(20))
      if (last.text.includes('503')) last = listen()
    expect(last.text).toContain('event: state')
  })

  it('cuts off a client that does not read, and no other', async () => {
    const [reading, asleep] = [listen(), listen()]
    await until(() => [reading, asleep].every(({ text }) => text.includes('event: state')))
    asleep.pause()
    const text = 'x'.repeat(100_000)
    for (let sent = 0; sent < 400; sent++) {
      feed.doing(text)
      await nextTurn()
    }
    feed.doing('the end')
    await until(() => reading.text.includes('the end'))
    const closed = new Promise((resolve) => asleep.once('close', resolve))
    asleep.resume()
    await closed
    expect(asleep.text.length).toBeLessThan(reading.text.length)
    expect(reading.destroyed).toBe(false)
  })

  it('takes an order of its own page', async () => {
    const start: LiveOrder = { order: 'start', strategy: 'fifo', scenario: 'smoke' }
    expect((await order(start)).status).toBe(202)
    expect((await order({ order: 'fault', fault: 'registry-slow', on: true }, { 'sec-fetch-site': 'same-origin' })).status).toBe(
      202,
    )
    expect(ordered).toEqual([start, { order: 'fault', fault: 'registry-slow', on: true }])
  })

  it.each([
    [403, 'without the token', { order: 'stop' }, { 'x-order-token': '' }],
    [403, 'with another token', { order: 'stop' }, { 'x-order-token': 'a'.repeat(43) }],
    [403, 'of another origin', { order: 'stop' }, { origin: 'https://evil.example' }],
    [403, 'for another host', { order: 'stop' }, { host: 'evil.example' }],
    [415, 'as a form can send it', { order: 'stop' }, { 'content-type': 'text/plain' }],
    [413, 'that is too long', ' '.repeat(100_000), {}],
    [400, 'that is no JSON', '{order', {}],
    [400, 'that nobody knows', { order: 'dance' }, {}],
    [400, 'with something missing', { order: 'fault', fault: 'registry-slow' }, {}],
  ])('refuses with %i an order %s', async (status, _, what, headers) => {
    const answer = await order(what, headers)
    expect(answer.status).toBe(status)
    expect(JSON.parse(answer.body)).toEqual({ title: 'refused', status, detail: expect.any(String) })
    expect(ordered).toEqual([])
  })

  it('says why the desk does not take an order', async () => {
    desk = { take: () => ({ status: 409, detail: 'starting fifo: order again when it is done' }) }
    const { status, body } = await order({ order: 'stop' })
    expect([status, JSON.parse(body).detail]).toEqual([409, 'starting fifo: order again when it is done'])
  })

  it('gives no token where nothing may be ordered', async () => {
    desk = null
    expect(await tokenOf()).toBe('')
    expect((await order({ order: 'stop' })).status).toBe(403)
  })

  it('serves the metrics of a trial, and a report without an origin of its own', async () => {
    expect((await ask('GET', '/metrics?trial=fifo-smoke-s1-b1')).body).toContain('antrean_lab_test 7')
    expect((await ask('GET', '/metrics?trial=gone')).status).toBe(404)
    const directory = mkdtempSync(join(tmpdir(), 'live-report-'))
    try {
      report = join(directory, 'report.html')
      writeFileSync(report, '<title>Report</title>')
      const { body, headers } = await ask('GET', '/report.html')
      expect(body).toBe('<title>Report</title>')
      expect(headers['content-security-policy']).toMatch(/^sandbox allow-scripts(?!.*allow-same-origin)/)
    } finally {
      rmSync(directory, { recursive: true })
    }
  })

  it('serves the metrics alone where there is no page', async () => {
    await server.close()
    server = await startLiveServer({ feed, port: 0, page: false, registryOf: () => new Registry() })
    expect((await ask('GET', '/metrics')).status).toBe(200)
    for (const path of ['/', '/events', '/main.js', '/report.html']) expect((await ask('GET', path)).status).toBe(404)
    expect((await ask('GET', '/metrics', { headers: { host: 'evil.example' } })).status).toBe(403)
  })

  it('says what is wrong with a port that is taken', async () => {
    const port = Number(new URL(server.url).port)
    await expect(startLiveServer({ feed, port })).rejects.toThrow(
      /--live-port \d+ cannot be had \(EADDRINUSE\); name another one/,
    )
  })
})
