import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createTestDatabase } from '../licensing/testing/test-database.ts'
import { createEngine, engineConnections } from '../queues/create-engine.ts'
import { until } from '../queues/testing/until.ts'
import { forkOperators, PASSWORD, startOperators, type OperatorsProcess } from './testing/operators-process.ts'
import { visitorOf } from './testing/visitor.ts'

// The strategy `inline` has no queue: what is tested here needs none.
const INLINE = { STRATEGY: 'inline' }

let operators: OperatorsProcess
beforeAll(async () => {
  operators = await startOperators(INLINE)
})
afterAll(() => operators.stop())

describe('the login', () => {
  it('stands before everything', async () => {
    const visitor = visitorOf(operators.url)
    const page = await visitor.get('/queues/queue/automatic', { accept: 'text/html,*/*;q=0.8' })
    expect([page.status, page.headers.get('location')]).toEqual([303, '/login'])
    for (const path of ['/', '/queues/api/queues', '/queues/static/favicon.ico', '/nothing'])
      expect((await visitor.get(path)).status).toBe(401)
    expect((await visitor.send('PUT', '/queues/api/queues/pause')).status).toBe(401)
  })

  it('takes the password, gives a cookie that no script and no other site gets, and ends with a logout', async () => {
    const visitor = visitorOf(operators.url)
    const answer = await visitor.logIn()
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/queues'])
    const { port } = new URL(operators.url)
    expect(answer.headers.get('set-cookie')).toMatch(
      new RegExp(`^antrean-operators-${port}=[\\w.-]+; Path=/; HttpOnly; SameSite=Strict$`),
    )
    expect((await visitor.get('/queues')).status).toBe(200)
    const stolen = visitor.cookie!
    expect((await visitor.get('/logout')).status).toBe(200)
    expect((await visitor.get('/queues')).status).toBe(200)
    expect((await visitor.send('POST', '/logout')).headers.get('location')).toBe('/login')
    expect(visitor.cookie).toBeUndefined()
    expect((await visitor.get('/queues', { cookie: stolen })).status).toBe(401)
  })

  it('survives a restart with the same key and password', async () => {
    const key = { ...INLINE, OPERATORS_SESSION_KEY: 'k'.repeat(40) }
    const first = await startOperators(key)
    const visitor = visitorOf(first.url)
    await visitor.logIn()
    expect(await first.stop()).toBe(0)
    const there = { ...key, OPERATORS_PORT: new URL(first.url).port }
    const second = await startOperators(there)
    expect((await visitor.get('/queues')).status).toBe(200)
    await second.stop()
    const third = await startOperators({ ...there, OPERATORS_PASSWORD: `${PASSWORD}, another` })
    expect((await visitor.get('/queues')).status).toBe(401)
    await third.stop()
  })

  it('is not guessed: after five wrong passwords the right one has to wait, too', async () => {
    const own = await startOperators(INLINE)
    const visitor = visitorOf(own.url)
    const wrong = ['', 'x', `${PASSWORD} `, PASSWORD.toUpperCase(), 'x'.repeat(1000)]
    for (const password of wrong) {
      const answer = await visitor.logIn(password)
      expect([answer.status, visitor.cookie]).toEqual([403, undefined])
      expect(await answer.text()).toContain('That is not the password')
    }
    const waiting = await visitor.logIn()
    expect([waiting.status, waiting.headers.get('retry-after')]).toEqual([429, '2'])
    expect(await waiting.text()).toContain('Wait 2 s')
    expect(own.log()).not.toContain(PASSWORD.toUpperCase())
    await own.stop()
  })
})

describe('requests of other pages', () => {
  it.each<[string, string, string, Record<string, string>]>([
    ['no origin at all', 'POST', '/login', {}],
    ['another origin', 'POST', '/login', { origin: 'http://evil.test' }],
    ['a sandboxed page', 'POST', '/logout', { origin: 'null' }],
    ['another port of this host, which is the same site', 'POST', '/logout', { origin: 'http://127.0.0.1:1' }],
    ['what a browser calls another site', 'PUT', '/queues/api/queues/pause', { 'sec-fetch-site': 'same-site' }],
    ['a script that reads', 'GET', '/queues/api/queues', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
  ])('are refused: %s', async (_name, method, path, headers) => {
    const body = method === 'GET' ? null : new URLSearchParams({ password: PASSWORD })
    const answer = await fetch(operators.url + path, { method, headers, body, redirect: 'manual' })
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([403, null])
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
  })

  it('may be links', async () => {
    // Node's fetch has a Sec-Fetch-Mode of its own.
    const request = get(`${operators.url}/login`, { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' } })
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    expect(response.resume().statusCode).toBe(200)
  })

  it.each([
    ['evil.test', 421],
    ['evil.test:8081', 421],
    ['', 421],
    ['LOCALHOST', 200],
    ['[::1]:8081', 200],
  ])('under the name %j: %d', async (host, status) => {
    const { port } = new URL(operators.url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.end(`GET /login HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    const [chunk] = (await once(socket, 'data')) as [Buffer]
    expect(chunk.toString()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    socket.destroy()
  })
})

describe('answers', () => {
  it('carry the headers that keep a page to itself', async () => {
    const { headers } = await visitorOf(operators.url).get('/login')
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': expect.stringMatching(/^default-src 'none'; style-src 'self';.*frame-ancestors 'none'$/),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    })
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('access-control-allow-origin')).toBeNull()
  })

  it('say kindly that the strategy has no queue, and which ones have', async () => {
    const visitor = visitorOf(operators.url)
    await visitor.logIn()
    const text = await (await visitor.get('/queues')).text()
    expect(text).toMatch(/strategy <strong>inline<\/strong>, which issues every permit inside the request/)
    expect(text).toMatch(/<li>fast-lane<\/li>\s*<li>fifo<\/li>\s*<li>shed-on-depth<\/li>/)
    expect((await visitor.get('/nothing')).status).toBe(404)
  })

  it('are there for health checks and Prometheus', async () => {
    expect(await (await fetch(`${operators.url}/healthz`)).json()).toEqual({ status: 'alive' })
    expect(await (await fetch(operators.metricsUrl)).text()).toMatch(/^nodejs_heap_size_used_bytes \d/m)
  })
})

it('needs a store where the strategy has a queue: exit 2', async () => {
  const child = forkOperators({})
  let text = ''
  child.stderr!.on('data', (chunk: Buffer) => (text += chunk.toString()))
  expect(((await once(child, 'exit')) as [number])[0]).toBe(2)
  expect(text).toMatch(/^REDIS_URL or DATABASE_URL: neither is set; set REDIS_URL/)
})

it('says so while its store is not there, until it is', async () => {
  const database = await createTestDatabase({ migrated: false })
  const prefix = 'late'
  const early = await startOperators({ DATABASE_URL: database.url, QUEUE_PREFIX: prefix })
  const visitor = visitorOf(early.url)
  await visitor.logIn()
  const page = await visitor.get('/queues')
  expect([page.status, page.headers.get('retry-after')]).toEqual([503, '1'])
  expect(await page.text()).toMatch(/kept in PostgreSQL, which does not answer, or has not been prepared/)

  const connections = engineConnections('bullmq-postgres', 2)
  const engine = await createEngine('bullmq-postgres', { databaseUrl: database.url, prefix, connections })
  await until(async () => (await visitor.get('/queues')).status === 200)
  expect(await early.stop()).toBe(0)
  await engine.close()
  await database.drop()
})
