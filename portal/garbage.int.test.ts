import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { apply, call, form } from './test-call.ts'
import { queuedPlan } from './test-plans.ts'
import { startTestSystem, type TestPortal, type TestSystem } from './test-system.ts'

let system: TestSystem
let portal: TestPortal
beforeAll(async () => {
  system = await startTestSystem({ slots: 10, serviceMs: 1, dailyQuota: null })
  portal = await system.startPortal(queuedPlan)
})
afterAll(() => system.close())

const send = (body: unknown, headers: Record<string, string> = {}) =>
  call(portal, 'POST', '/api/applications', { token: system.people[0]!.token, key: 'garbage', body, headers })

describe('bodies that are none', () => {
  it.each([
    ['malformed JSON', '{"business":', {}, 400],
    ['a NUL byte', '\u0000', {}, 400],
    ['a bare value', '42', {}, 400],
    ['null', 'null', {}, 400],
    ['a list', '[]', {}, 400],
    ['a prototype', '{"__proto__":{"admin":true}}', {}, 400],
    ['a form', 'kbli=47112', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['text', JSON.stringify(form()), { 'content-type': 'text/plain' }, 415],
    ['another charset', JSON.stringify(form()), { 'content-type': 'application/json; charset=utf-16le' }, 415],
    ['an unknown charset', JSON.stringify(form()), { 'content-type': 'application/json; charset=klingon' }, 415],
    ['a broken content type', JSON.stringify(form()), { 'content-type': ';;;' }, 415],
    ['something compressed', JSON.stringify(form()), { 'content-encoding': 'gzip' }, 415],
    ['bad UTF-8', Buffer.concat([Buffer.from('{"kbli":"'), Buffer.from([0xc3, 0x28, 0xff]), Buffer.from('"}')]), {}, 400],
    ['17 KB', JSON.stringify({ ...form(), padding: 'x'.repeat(17_000) }), {}, 413],
    ['5 MB', 'x'.repeat(5_000_000), {}, 413],
    ['deep nesting', '['.repeat(8000), {}, 400],
    ['no body', undefined, {}, 415],
  ])('%s', async (_name, body, headers, status) => {
    expect((await send(body, headers as Record<string, string>)).status).toBe(status)
  })
})

describe('paths and methods that are none', () => {
  it.each([
    ['GET', '/nothing', 404],
    ['GET', '/api/accounts', 405],
    ['POST', '/', 405],
    ['PUT', '/api/applications', 405],
    ['DELETE', '/api/permits/1', 405],
    ['PATCH', '/api/applications', 405],
    ['OPTIONS', '/api/kbli', 405],
    ['GET', '/api/permits/%E0%A4%A', 400],
    ['GET', '/..%2f..%2fetc/passwd', 404],
    ['GET', '//evil.test/', 404],
  ])('%s %s: %d', async (method, path, status) => {
    const reply = await call(portal, method, path)
    expect(reply.status).toBe(status)
    if (status === 405) expect(reply.headers.get('allow')).toMatch(/GET|POST/)
  })
})

it('a connection that breaks off in the middle of a body leaves nothing behind', async () => {
  const { hostname, port } = new URL(portal.url)
  const socket = connect(Number(port), hostname)
  socket.end('POST /api/sessions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"con')
  socket.resume()
  await new Promise((resolve) => socket.once('close', resolve))
  while (!(await portal.metrics()).includes('antrean_http_requests_in_flight 0')) await new Promise(setImmediate)
  expect((await call(portal, 'GET', '/healthz')).status).toBe(200)
})

describe('nothing a client sends yields a 5xx', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom('\u0000', '\ud800', '\udfff\ud800', "'; --", '../..', '%00', 'NaN'),
  )
  const anyValue = fc.oneof(
    fc.jsonValue(),
    anyText,
    fc.double(),
    fc.bigInt().map(Number),
    fc.constantFrom(-1, 2 ** 53, 1e308, -0),
  )
  const anySubmission = fc.record(
    {
      business: fc.oneof(
        anyValue,
        fc.record({ name: anyText, scale: fc.constantFrom('micro', 'x'), actor: fc.constantFrom('individual', 1) }),
      ),
      kbli: fc.oneof(anyValue, fc.constantFrom('47112', '86105')),
      region: fc.oneof(anyValue, fc.constantFrom('3271')),
      capitalRp: fc.oneof(anyValue, fc.nat()),
      workers: fc.oneof(anyValue, fc.nat()),
      identity: anyValue,
    },
    { requiredKeys: [] },
  )
  const endpoints = [
    '/api/accounts',
    '/api/sessions',
    '/api/accounts/0199aaaa-0000-7000-8000-000000000000/activation',
    '/api/applications',
  ]
  const belowServerError = ({ status }: { status: number }) => expect(status).toBeLessThan(500)

  it('as a submission', () =>
    fc.assert(
      fc.asyncProperty(anySubmission, async (body) => belowServerError(await apply(portal, system.people[1]!, body))),
      { numRuns: 150 },
    ))

  it('as a field of a proper submission', () =>
    fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(form()), 'identity'), anyValue, async (field, value) =>
        belowServerError(await apply(portal, system.people[2]!, form({ [field]: value }))),
      ),
      { numRuns: 150 },
    ))

  it('as any body to any call', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...endpoints),
        fc.oneof(anyValue, anyText, fc.uint8Array({ maxLength: 50 })),
        async (path, body) =>
          belowServerError(await call(portal, 'POST', path, { token: system.people[3]!.token, key: 'k', body })),
      ),
      { numRuns: 150 },
    ))

  it('as sign-up or log-in', () =>
    fc.assert(
      fc.asyncProperty(anyText, anyText, anyValue, async (fullName, password, identity) => {
        const contact = 'fuzz@example.test'
        belowServerError(
          await call(portal, 'POST', '/api/accounts', {
            body: { contact, channel: 'email', fullName, password: `Aa1!aaaa${password}`, identity },
          }),
        )
        belowServerError(await call(portal, 'POST', '/api/sessions', { body: { contact, password } }))
      }),
      { numRuns: 25 },
    ))

  it('as a path or a query', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(
          '/',
          '/api/permits/',
          '/api/applications/',
          '/api/kbli?q=',
          '/api/verification-tasks?limit=',
          '/api/kbli?q[]=',
        ),
        fc.oneof(
          anyText.map((text) => encodeURIComponent(text.toWellFormed())),
          fc.webPath(),
          fc.webQueryParameters(),
        ),
        async (prefix, rest) => belowServerError(await call(portal, 'GET', prefix + rest, { token: system.officers[0]! })),
      ),
      { numRuns: 150 },
    ))

  it('and PostgreSQL had nothing to complain about', () => {
    expect(portal.log()).toBe('')
  })
})

describe('the log', () => {
  it('holds no NIK, name or contact, even when PostgreSQL quotes the row', async () => {
    const broken = await system.startPortal(queuedPlan)
    const [person] = system.people.slice(-1)
    await broken.pool.query(`ALTER TABLE businesses ADD CONSTRAINT nobody CHECK (nik = '') NOT VALID`)
    expect((await apply(broken, person!)).status).toBe(400)
    await broken.pool.query('ALTER TABLE businesses DROP CONSTRAINT nobody; ALTER TABLE businesses RENAME COLUMN nik TO number')
    expect((await apply(broken, person!)).status).toBe(500)
    const [warning, error] = broken
      .log()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(warning).toMatchObject({ level: 40, route: 'POST /api/applications', error: { code: '23514', constraint: 'nobody' } })
    expect(error).toMatchObject({ level: 50, route: 'POST /api/applications', error: { code: '42703' } })
    for (const secret of [person!.nik, person!.fullName, person!.contact, person!.token])
      expect(broken.log()).not.toContain(secret)
  })
})
