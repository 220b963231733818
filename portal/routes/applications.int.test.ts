import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { withTransaction } from '../../licensing/database.ts'
import { issueApplication } from '../../licensing/issue-application.ts'
import { apply, call, form } from '../test-call.ts'
import { queuedPlan } from '../test-plans.ts'
import { startTestSystem, type TestPortal, type TestSystem } from '../test-system.ts'

let system: TestSystem
let portal: TestPortal
beforeAll(async () => {
  system = await startTestSystem({ slots: 10, serviceMs: 5, dailyQuota: null })
  portal = await system.startPortal(queuedPlan)
})
afterAll(() => system.close())
// Whatever a test sends, nothing unexpected happens.
afterEach(() => expect(portal.log()).toBe(''))

// Each person has one business and may apply once for an activity and place. No worker runs: the tests issue.
let nextPerson = 0
const somebody = () => system.people[nextPerson++]!
const issue = (id: string, verdict: 'match' | 'mismatch' = 'match') =>
  withTransaction(portal.pool, (tx) => issueApplication(tx, id, verdict, new Date()))

describe('POST /api/applications, queued', () => {
  it('accepts with 202, Location and an estimate; the row and its outbox row are there', async () => {
    const { status, body, headers } = await apply(portal, somebody())
    expect(status).toBe(202)
    expect(headers.get('location')).toBe(body.statusUrl)
    // One check, and the look after it; asked for when the check should be over.
    expect(body.estimatedWaitS).toBe(3)
    expect(headers.get('retry-after')).toBe('1')
    const { rows } = await portal.pool.query('SELECT lane FROM outbox WHERE application_id = $1', [body.id])
    expect(rows).toEqual([{ lane: 'automatic' }])
  })

  it('asks the plan for the lane', async () => {
    const { id } = (await apply(portal, somebody(), form({ kbli: '86105' }))).body
    const { rows } = await portal.pool.query('SELECT lane FROM outbox WHERE application_id = $1', [id])
    expect(rows).toEqual([{ lane: 'verified' }])
  })

  it('the same key again: the same answer, whatever the order of the fields, also after the issue', async () => {
    const person = somebody()
    const first = await apply(portal, person, form(), 'key')
    const { business, ...rest } = form()
    const again = await apply(
      portal,
      person,
      { ...rest, workers: 2.0, business: { actor: business.actor, scale: business.scale, name: business.name } },
      'key',
    )
    await issue(first.body.id)
    const later = await apply(portal, person, form(), 'key')
    expect([again.status, again.text, later.status, later.text]).toEqual([202, first.text, 202, first.text])
  })

  it('the same key with another body: 422', async () => {
    const person = somebody()
    await apply(portal, person, form(), 'key')
    const { status, body } = await apply(portal, person, form({ workers: 3 }), 'key')
    expect([status, body.type]).toEqual([422, 'urn:antrean:key-reused'])
  })

  it('another key for the same business, KBLI and region: 409 with the application', async () => {
    const person = somebody()
    const { id } = (await apply(portal, person)).body
    const { status, body } = await apply(portal, person)
    expect([status, body.type, body.applicationId]).toEqual([409, 'urn:antrean:already-applied', id])
    expect((await apply(portal, person, form({ region: '3374' }))).status).toBe(202)
  })

  it('a double click, twenty times at once, makes exactly one application', async () => {
    const person = somebody()
    const replies = await Promise.all(Array.from({ length: 20 }, () => apply(portal, person, form(), 'double')))
    const accepted = replies.filter(({ status }) => status === 202)
    expect(accepted.length).toBeGreaterThan(0)
    expect(new Set(accepted.map(({ body }) => body.id)).size).toBe(1)
    for (const { status, headers } of replies.filter((reply) => reply.status !== 202)) {
      expect([status, headers.get('retry-after')]).toEqual([409, '1'])
    }
    const { rows } = await portal.pool.query(
      `SELECT (SELECT count(*)::int FROM applications a JOIN businesses b ON b.id = a.business_id WHERE b.nik = $1) AS applications,
        (SELECT count(*)::int FROM outbox WHERE application_id = $2) AS outbox`,
      [person.nik, accepted[0]!.body.id],
    )
    expect(rows).toEqual([{ applications: 1, outbox: 1 }])
  })

  it('with the NIK of somebody else: 400', async () => {
    const identity = { nik: system.people.at(-1)!.nik, name: 'Siapa' }
    const { status, body, text } = await apply(portal, somebody(), form({ identity }))
    expect([status, body.errors[0].field]).toEqual([400, 'identity.nik'])
    expect(text).not.toContain(identity.nik)
  })

  it.each([
    ['business', { business: undefined }],
    ['business', { business: 'Warung' }],
    ['business.name', { business: { name: 'a\u0000b', scale: 'micro', actor: 'individual' } }],
    ['business.name', { business: { name: '\udfff', scale: 'micro', actor: 'individual' } }],
    ['business.scale', { business: { name: 'a', scale: 'tiny', actor: 'individual' } }],
    ['business.actor', { business: { name: 'a', scale: 'micro', actor: null } }],
    ['kbli', { kbli: '00000' }],
    ['kbli', { kbli: 47112 }],
    ['kbli', { kbli: "47112'; DROP TABLE applications; --" }],
    ['region', { region: '32' }],
    ['capitalRp', { capitalRp: -1 }],
    ['capitalRp', { capitalRp: 1e30 }],
    ['capitalRp', { capitalRp: 1.5 }],
    ['capitalRp', { capitalRp: '5000000' }],
    ['workers', { workers: 1e9 }],
    ['workers', { workers: {} }],
    ['identity.nik', { identity: { nik: 'abc', name: 'Siti' } }],
  ])('names the wrong field: %s of %j', async (field, overrides) => {
    const { status, body } = await apply(portal, system.people[0]!, { ...form(), ...overrides })
    expect([status, body.errors.map((error: { field: string }) => error.field)]).toEqual([400, [field]])
  })

  it.each([undefined, '', 'x'.repeat(256), 'kl\u00fcc'])('needs a proper Idempotency-Key, not %j', async (key) => {
    const { status, body } = await call(portal, 'POST', '/api/applications', {
      token: system.people[0]!.token,
      body: form(),
      ...(key !== undefined && { key }),
    })
    expect([status, body.errors[0].field]).toEqual([400, 'Idempotency-Key'])
  })

  it('without a session, with a wrong one, with an officer’s', async () => {
    const withToken = (token?: string) =>
      call(portal, 'POST', '/api/applications', { key: 'k', body: form(), ...(token && { token }) })
    const replies = [
      await withToken(),
      await withToken('x'),
      await withToken('A'.repeat(43)),
      await withToken(system.officers[0]),
    ]
    expect(replies.map(({ status }) => status)).toEqual([401, 401, 401, 403])
    expect(replies[0]!.headers.get('www-authenticate')).toBe('Bearer')
  })

  it('counts what it accepts', async () => {
    const counted = async () => Number(/antrean_applications_accepted_total (\d+)/.exec(await portal.metrics())![1])
    const before = await counted()
    const person = somebody()
    await apply(portal, person, form(), 'key')
    await apply(portal, person, form(), 'key')
    expect((await counted()) - before).toBe(1)
  })
})

describe('GET /api/applications/{id}', () => {
  const track = (id: string, token: string) => call(portal, 'GET', `/api/applications/${id}`, { token })

  it('shows the place and the wait while it is accepted, and when to ask again', async () => {
    await portal.pool.query('DELETE FROM outbox')
    const [first, second] = [somebody(), somebody()]
    await apply(portal, first)
    const { id } = (await apply(portal, second)).body
    const { status, body, headers } = await track(id, second.token)
    expect([status, headers.get('retry-after')]).toEqual([200, '2'])
    expect(body).toMatchObject({
      id,
      status: 'accepted',
      label: 'diterima',
      nib: null,
      permits: [],
      place: { ahead: 1, estimatedS: 1 },
    })
    expect(body.history.map((entry: { status: string }) => entry.status)).toEqual(['accepted'])
  })

  it('shows the permit when it is issued', async () => {
    const person = somebody()
    const { id } = (await apply(portal, person)).body
    await issue(id)
    const { body, headers } = await track(id, person.token)
    expect(headers.get('retry-after')).toBeNull()
    expect(body).toMatchObject({ status: 'issued', label: 'terbit otomatis', place: null })
    expect(body.nib).toMatch(/^\d{13}$/)
    expect(body.permits).toEqual([{ kind: 'nib', number: body.nib, state: 'issued', issuedAt: expect.any(String) }])
    expect((await call(portal, 'GET', `/api/permits/${body.nib}`)).status).toBe(200)
  })

  it('shows why it was rejected', async () => {
    const person = somebody()
    const { id } = (await apply(portal, person)).body
    await issue(id, 'mismatch')
    const { body } = await track(id, person.token)
    expect(body).toMatchObject({ status: 'rejected', label: 'ditolak', nib: null, permits: [] })
    expect(body.history.at(-1).reason).toMatch(/registry/)
  })

  it('somebody else’s is 404, as one that does not exist', async () => {
    const owner = somebody()
    const { id } = (await apply(portal, owner)).body
    const theirs = await track(id, somebody().token)
    const nobodys = await track(randomUUID(), owner.token)
    expect([theirs.status, nobodys.status, theirs.text]).toEqual([404, 404, nobodys.text])
    expect((await call(portal, 'POST', `/api/applications/${id}/resubmission`, { token: system.people[59]!.token })).status).toBe(
      404,
    )
  })

  it.each(['1', 'not-a-uuid', '00000000-0000-0000-0000-00000000000g', "'; SELECT 1; --", '%00'])(
    '%j is no id: 400',
    async (id) => {
      const { status, body } = await track(encodeURI(id).replace('%2500', '%00'), system.people[0]!.token)
      expect([status, body.errors[0].field]).toEqual([400, 'id'])
    },
  )
})
