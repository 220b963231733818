import { randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { apply, call, form } from './test-call.ts'
import { heldPlan, releasedPlan } from './test-plans.ts'
import { startTestSystem, type TestPerson, type TestPortal, type TestSystem } from './test-system.ts'

let system: TestSystem
let held: TestPortal
let released: TestPortal
beforeAll(async () => {
  system = await startTestSystem({ slots: 10, serviceMs: 5, dailyQuota: null })
  held = await system.startPortal(heldPlan)
  released = await system.startPortal(releasedPlan)
})
afterAll(() => system.close())
afterEach(() => expect(held.log() + released.log()).toBe(''))

const dukcapil = (capacity: object) =>
  fetch(`${system.dukcapilUrl}/capacity`, {
    method: 'PATCH',
    body: JSON.stringify(capacity),
    headers: { 'content-type': 'application/json' },
  })
const checksMade = async () =>
  (await (await fetch(`${system.dukcapilUrl}/identity-checks/log`)).text()).trim().split('\n').length - 1
const checksOpen = async () => {
  const { busy, waiting } = (await (await fetch(`${system.dukcapilUrl}/capacity`)).json()) as { busy: number; waiting: number }
  return busy + waiting
}
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5))
}

let nextPerson = 0
const somebody = () => system.people[nextPerson++]!
const applicationsOf = async ({ nik }: TestPerson) =>
  (
    await held.pool.query(
      `SELECT a.status, (SELECT count(*)::int FROM permits p WHERE p.application_id = a.id AND p.kind = 'nib') AS nibs
       FROM applications a JOIN businesses b ON b.id = a.business_id WHERE b.nik = $1`,
      [nik],
    )
  ).rows

describe.each([
  ['held', () => held],
  ['released', () => released],
])('inline, transaction %s', (_name, portal) => {
  it('answers 201 with the permits, and leaves nothing in the outbox', async () => {
    const person = somebody()
    const { status, body, headers } = await apply(portal(), person, form({ kbli: '56102' }))
    expect([status, headers.get('location')]).toEqual([201, body.statusUrl])
    expect(body).toMatchObject({
      status: 'issued',
      permits: [{ kind: 'nib', state: 'issued' }, { kind: 'standard-certificate' }],
    })
    expect((await call(portal(), 'GET', body.statusUrl, { token: person.token })).body).toMatchObject({
      nib: body.permits[0].number,
      place: null,
    })
    expect((await held.pool.query('SELECT FROM outbox')).rowCount).toBe(0)
  })

  it('the same key again: the same answer and no second check; with another body 422', async () => {
    const person = somebody()
    const first = await apply(portal(), person, form(), 'key')
    const checks = await checksMade()
    const again = await apply(portal(), person, form(), 'key')
    expect([again.status, again.text]).toEqual([201, first.text])
    expect((await apply(portal(), person, form({ workers: 9 }), 'key')).status).toBe(422)
    expect(await checksMade()).toBe(checks)
  })

  it('a double click, twenty times at once: one application, one NIB, one check', async () => {
    const person = somebody()
    const checks = await checksMade()
    const replies = await Promise.all(Array.from({ length: 20 }, () => apply(portal(), person, form(), 'double')))
    const issued = replies.filter(({ status }) => status === 201)
    expect(issued.length).toBeGreaterThan(0)
    expect(new Set(issued.map(({ text }) => text)).size).toBe(1)
    for (const { status, headers } of replies.filter((reply) => reply.status !== 201)) {
      expect([status, headers.get('retry-after')]).toEqual([409, '1'])
    }
    expect(await applicationsOf(person)).toEqual([{ status: 'issued', nibs: 1 }])
    expect((await checksMade()) - checks).toBe(1)
  })

  it('rejects somebody whom the registry does not know', async () => {
    const { token, contact } = await strangerWithSession(portal())
    const identity = { nik: '3271014501900000', name: 'Bukan Siapa-siapa' }
    const { status, body } = await call(portal(), 'POST', '/api/applications', { token, key: contact, body: form({ identity }) })
    expect([status, body.status, body.permits]).toEqual([201, 'rejected', []])
  })

  it('503 with Retry-After and no trace when the registry is gone; the same key works afterwards', async () => {
    const person = somebody()
    await dukcapil({ down: true })
    const { status, body, headers } = await apply(portal(), person, form(), 'key')
    await dukcapil({ down: false })
    expect([status, body.type]).toEqual([503, 'urn:antrean:agency-unavailable'])
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    expect(await applicationsOf(person)).toEqual([])
    expect((await apply(portal(), person, form(), 'key')).status).toBe(201)
  })

  it('counts what it issues and parks', async () => {
    const count = async (name: string) =>
      Number(new RegExp(`antrean_applications_${name}_total (\\d+)`).exec(await portal().metrics())![1])
    const names = ['accepted', 'issued', 'parked']
    const before = await Promise.all(names.map(count))
    await apply(portal(), somebody())
    await apply(portal(), somebody(), form({ kbli: '86105' }))
    expect((await Promise.all(names.map(count))).map((value, i) => value - before[i]!)).toEqual([2, 2, 1])
  })
})

describe('while Dukcapil is asked', () => {
  const stopDesks = () => dukcapil({ slots: 0 })
  const openDesks = () => dukcapil({ slots: 10 })
  afterEach(openDesks)

  /** Sends an application and breaks the connection off while its check waits. */
  async function applyAndLeave(portal: TestPortal, person: TestPerson) {
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${person.token}`,
      'idempotency-key': randomUUID(),
    }
    const citizen = request(`${portal.url}/api/applications`, { method: 'POST', headers })
    citizen.on('error', () => undefined)
    citizen.end(JSON.stringify(form()))
    await until(async () => (await checksOpen()) === 1)
    citizen.destroy()
    await until(async () => (await portal.metrics()).includes('status="499"'))
  }
  const inFlight = async (portal: TestPortal) => Number(/antrean_http_requests_in_flight (\d+)/.exec(await portal.metrics())![1])

  it('held: who leaves is worked for to the end, and counts as in flight until then', async () => {
    const person = somebody()
    await stopDesks()
    await applyAndLeave(held, person)
    expect([await inFlight(held), await checksOpen()]).toEqual([1, 1])
    await openDesks()
    await until(async () => (await inFlight(held)) === 0)
    expect(await applicationsOf(person)).toEqual([{ status: 'issued', nibs: 1 }])
  })

  it('released: who leaves is dropped, the place at Dukcapil given up, nothing written', async () => {
    const person = somebody()
    await stopDesks()
    await applyAndLeave(released, person)
    await until(async () => (await inFlight(released)) + (await checksOpen()) === 0)
    expect(await applicationsOf(person)).toEqual([])
  })

  it.each([
    ['held takes a connection for each check', () => held, 3],
    ['released takes none', () => released, 0],
  ])('%s', async (_name, portal, expected) => {
    await stopDesks()
    const replies = Array.from({ length: 3 }, () => apply(portal(), somebody()))
    await until(async () => (await checksOpen()) === 3)
    await until(async () => portal().pool.totalCount - portal().pool.idleCount === expected)
    await openDesks()
    for (const { status } of await Promise.all(replies)) expect(status).toBe(201)
  })
})

async function strangerWithSession(portal: TestPortal) {
  const contact = `${randomUUID()}@example.test`
  const password = 'Rahasia-123'
  const body = { contact, channel: 'email', fullName: 'Bukan Siapa-siapa', password }
  const { activationUrl } = (await call(portal, 'POST', '/api/accounts', { body })).body
  const inbox = (await (await fetch(`${system.gatewayUrl}/inbox/${contact}`)).json()) as { messages: { code: string }[] }
  await call(portal, 'POST', activationUrl, { body: { otp: inbox.messages[0]!.code } })
  const { token } = (await call(portal, 'POST', '/api/sessions', { body: { contact, password } })).body
  return { contact, token }
}
