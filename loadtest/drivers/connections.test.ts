import { afterEach, describe, expect, it } from '@jest/globals'
import { Connections } from './connections.ts'
import { KNOWN_ANSWERS, knownAnswerServer, refusingOrigin } from './known-answer-server.ts'
import type { KnownAnswer, RunningServer } from './known-answer-server.ts'

const PATIENCE_MS = 300
const PAGE = { method: 'GET', path: '/' } as const
const FORM = { method: 'POST', path: '/', body: { a: 1 } } as const

const expected: Record<keyof typeof KNOWN_ANSWERS, { outcome: string; status: number | null; retryAfterS?: number }> = {
  ok: { outcome: 'ok', status: 200 },
  chunked: { outcome: 'ok', status: 200 },
  'no content': { outcome: 'ok', status: 204 },
  'slow (50 ms)': { outcome: 'ok', status: 200 },
  'tells to come back': { outcome: 'rejected', status: 503, retryAfterS: 7 },
  'too many requests': { outcome: 'rejected', status: 429 },
  'server error': { outcome: 'failed', status: 500 },
  'bad gateway': { outcome: 'failed', status: 502 },
  'not found': { outcome: 'failed', status: 404 },
  'no HTTP': { outcome: 'failed', status: null },
  FIN: { outcome: 'reset', status: null },
  RST: { outcome: 'reset', status: null },
  'half a header, FIN': { outcome: 'reset', status: null },
  'short body, FIN': { outcome: 'reset', status: 200 },
  'short body, RST': { outcome: 'reset', status: 200 },
  'short chunk, FIN': { outcome: 'reset', status: 200 },
  hang: { outcome: 'timedOut', status: null },
  'hang in the body': { outcome: 'timedOut', status: 200 },
}

let server: RunningServer | null = null
let connections: Connections | null = null
afterEach(async () => {
  await connections?.close()
  await server?.close()
})

const open = (answer: keyof typeof KNOWN_ANSWERS) => openWith(KNOWN_ANSWERS[answer])

async function openWith(answer: KnownAnswer): Promise<Connections> {
  server = await knownAnswerServer(answer)
  return (connections = new Connections(server.origin, PATIENCE_MS))
}

describe('one try against servers whose answer is known', () => {
  for (const [name, truth] of Object.entries(expected) as [
    keyof typeof KNOWN_ANSWERS,
    (typeof expected)[keyof typeof KNOWN_ANSWERS],
  ][]) {
    it(`${name}: ${truth.outcome}`, async () => {
      const portal = await open(name)
      const tries = [PAGE, FORM, PAGE].map((request) => portal.send(request).answer)
      for (const answer of await Promise.all(tries)) {
        expect(answer).toMatchObject({ outcome: truth.outcome, status: truth.status, retryAfterS: truth.retryAfterS ?? null })
      }
      expect(portal.faults).toBe(0)
    })
  }

  it('nobody listens: refused', async () => {
    connections = new Connections(await refusingOrigin(), PATIENCE_MS)
    const answers = await Promise.all([connections.send(PAGE).answer, connections.send(FORM).answer])
    expect(answers.map(({ outcome }) => outcome)).toEqual(['refused', 'refused'])
  })

  it('no such source address: a fault of the generator, not an answer', async () => {
    server = await knownAnswerServer(KNOWN_ANSWERS.ok)
    connections = new Connections(server.origin, PATIENCE_MS, ['192.0.2.1'])
    await expect(connections.send(PAGE).answer).rejects.toThrow('EADDRNOTAVAIL')
    expect(connections.faults).toBe(1)
  })
})

describe('patience', () => {
  it('ends within 50 ms of its time and destroys the socket', async () => {
    const portal = await open('hang')
    const startedMs = performance.now()
    await portal.send(PAGE).answer
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(PATIENCE_MS - 2)
    expect(performance.now() - startedMs).toBeLessThan(PATIENCE_MS + 50)
    await until(() => server?.open.size === 0)
    expect(portal.socketsOpen).toBe(0)
  })

  it('a person who leaves while the connection is being opened sends nothing', async () => {
    const portal = await open('ok')
    const exchange = portal.send(PAGE)
    exchange.leave()
    expect((await exchange.answer).outcome).toBe('timedOut')
  })
})

describe('connections', () => {
  it('are kept for the next request', async () => {
    const portal = await open('ok')
    for (let i = 0; i < 20; i++) await portal.send(PAGE).answer
    expect(portal.socketsMax).toBe(1)
  })

  it('are not used again when the server is about to close them', async () => {
    const portal = await openWith((socket) => socket.write('HTTP/1.1 204 No Content\r\nKeep-Alive: timeout=2\r\n\r\n'))
    for (let i = 0; i < 3; i++) expect((await portal.send(PAGE).answer).outcome).toBe('ok')
    await until(() => portal.socketsOpen === 0)
  })

  it('that the server has closed meanwhile are not used again', async () => {
    const portal = await openWith((socket) => socket.end('HTTP/1.1 204 No Content\r\n\r\n'))
    for (let i = 0; i < 3; i++) {
      expect((await portal.send(PAGE).answer).outcome).toBe('ok')
      await until(() => portal.socketsOpen === 0)
    }
  })

  it('a server that talks unasked loses the connection, and nobody an answer', async () => {
    const portal = await openWith((socket) => {
      socket.write('HTTP/1.1 204 No Content\r\n\r\n')
      setTimeout(() => socket.write('HTTP/1.1 408 Request Timeout\r\n\r\n'), 20)
    })
    expect((await portal.send(PAGE).answer).outcome).toBe('ok')
    await until(() => portal.socketsOpen === 0)
    expect((await portal.send(PAGE).answer).outcome).toBe('ok')
  })

  it('an answer that ends with the connection is whole', async () => {
    const portal = await openWith((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nwhole'))
    expect(await portal.send(PAGE).answer).toMatchObject({ outcome: 'ok', body: 'whole' })
  })

  it('nobody queues inside the generator: 200 requests, 200 sockets', async () => {
    const portal = await open('hang')
    const tries = Array.from({ length: 200 }, () => portal.send(PAGE).answer)
    await until(() => server?.open.size === 200)
    expect(portal.socketsMax).toBe(200)
    expect((await Promise.all(tries)).every(({ outcome }) => outcome === 'timedOut')).toBe(true)
  })

  // Other systems give only 127.0.0.1 to the loopback.
  const itOnLinux = process.platform === 'linux' ? it : it.skip
  itOnLinux('takes the source addresses in turn', async () => {
    server = await knownAnswerServer(KNOWN_ANSWERS.hang)
    const portal = (connections = new Connections(server.origin, PATIENCE_MS, ['127.0.0.2', '127.0.0.3']))
    const tries = Array.from({ length: 4 }, () => portal.send(PAGE).answer)
    await until(() => server?.open.size === 4)
    const sources = [...server.open].map(({ remoteAddress }) => remoteAddress)
    expect(new Set(sources)).toEqual(new Set(['127.0.0.2', '127.0.0.3']))
    await Promise.all(tries)
  })
})

/** @throws when it does not become true within a second */
async function until(condition: () => boolean): Promise<void> {
  for (const endMs = performance.now() + 1000; !condition(); await new Promise((resolve) => setTimeout(resolve, 5))) {
    if (performance.now() > endMs) throw new Error('it did not become true')
  }
}
