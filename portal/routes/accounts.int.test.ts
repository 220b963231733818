import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { call, form } from '../test-call.ts'
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

describe('accounts and sessions', () => {
  const password = 'Rahasia-123'
  const signUp = (overrides: Record<string, unknown> = {}) =>
    call(portal, 'POST', '/api/accounts', {
      body: { contact: `${randomUUID()}@example.test`, channel: 'email', fullName: 'Siti Contoh', password, ...overrides },
    })

  async function codeSentTo(contact: string): Promise<string> {
    const inbox = await fetch(`${system.gatewayUrl}/inbox/${encodeURIComponent(contact)}`)
    const { messages } = (await inbox.json()) as { messages: { code: string; text: string }[] }
    expect(messages[0]!.text).toContain(messages[0]!.code)
    return messages[0]!.code
  }

  it('sign up, activate, log in, apply: with full identity', async () => {
    const contact = '+628400000000001'
    const identity = {
      nik: '3271015501909777',
      dateOfBirth: '1990-01-15',
      gender: 'female',
      address: 'Jalan Contoh 1',
      postcode: '16111',
    }
    const created = await signUp({ contact, channel: 'whatsapp', identity })
    expect(created.status).toBe(201)
    expect(created.text).not.toContain(identity.nik)
    const activation = await call(portal, 'POST', created.body.activationUrl, { body: { otp: await codeSentTo(contact) } })
    expect([activation.status, activation.text]).toEqual([204, ''])
    const session = await call(portal, 'POST', '/api/sessions', { body: { contact, password } })
    expect(session.status).toBe(201)
    const applied = await call(portal, 'POST', '/api/applications', { token: session.body.token, key: 'k', body: form() })
    expect(applied.status).toBe(202)
    expect((await signUp({ contact, channel: 'whatsapp' })).status).toBe(409)
  })

  it('a short sign-up is asked for the identity once, with the application', async () => {
    const contact = `${randomUUID()}@example.test`
    const created = await signUp({ contact })
    await call(portal, 'POST', created.body.activationUrl, { body: { otp: await codeSentTo(contact) } })
    const { token } = (await call(portal, 'POST', '/api/sessions', { body: { contact, password } })).body
    const without = await call(portal, 'POST', '/api/applications', { token, key: 'k', body: form() })
    expect([without.status, without.body.errors[0].field]).toEqual([400, 'identity'])
    const identity = { nik: '3271015501909778', name: 'Siti Contoh' }
    expect((await call(portal, 'POST', '/api/applications', { token, key: 'k', body: form({ identity }) })).status).toBe(202)
  })

  it('wrong codes: told how many tries are left, then no more', async () => {
    const contact = `${randomUUID()}@example.test`
    const { activationUrl } = (await signUp({ contact })).body
    const right = await codeSentTo(contact)
    const wrong = right === '000000' ? '000001' : '000000'
    const replies = []
    for (let tries = 0; tries < 6; tries++) replies.push(await call(portal, 'POST', activationUrl, { body: { otp: wrong } }))
    expect(replies.map((reply) => reply.status)).toEqual([422, 422, 422, 422, 422, 429])
    expect(replies[0]!.body).toMatchObject({ detail: 'The code is wrong; tries left: 4', errors: [{ field: 'otp' }] })
    expect((await call(portal, 'POST', activationUrl, { body: { otp: right } })).status).toBe(429)
  })

  it('an expired code', async () => {
    const contact = `${randomUUID()}@example.test`
    const { id, activationUrl } = (await signUp({ contact })).body
    await portal.pool.query(`UPDATE activation_codes SET expires_at = now() - interval '1 second' WHERE account_id = $1`, [id])
    const reply = await call(portal, 'POST', activationUrl, { body: { otp: await codeSentTo(contact) } })
    expect([reply.status, reply.body.detail]).toEqual([422, 'The code has expired; please sign up again'])
  })

  it('nobody logs in with a wrong password, before activation, or as nobody', async () => {
    const contact = `${randomUUID()}@example.test`
    await signUp({ contact })
    const attempts = [
      { contact, password },
      { contact, password: 'Wrong-12345' },
      { contact: 'nobody@example.test', password },
    ]
    for (const body of attempts) {
      const reply = await call(portal, 'POST', '/api/sessions', { body })
      expect(reply.status).toBe(401)
      expect(reply.body.detail).toBe('Contact or password is wrong, or the account is not active')
    }
  })

  it('an account that does not exist', async () => {
    expect((await call(portal, 'POST', `/api/accounts/${randomUUID()}/activation`, { body: { otp: '123456' } })).status).toBe(404)
  })

  const identity = {
    nik: '3271015501909779',
    dateOfBirth: '1990-01-15',
    gender: 'female',
    address: 'Jalan Contoh 1',
    postcode: '16111',
  }
  it.each([
    ['contact', { contact: 'nobody' }],
    ['contact', { contact: '+15551234567' }],
    ['contact', { contact: 'a@example.test', channel: 'whatsapp' }],
    ['contact', { contact: '+628400000000009', channel: 'email' }],
    ['contact', { contact: `${'a'.repeat(250)}@example.test` }],
    ['contact', { contact: ['a@example.test'] }],
    ['channel', { channel: 'fax' }],
    ['fullName', { fullName: '' }],
    ['fullName', { fullName: 'Siti\u0000' }],
    ['fullName', { fullName: 'Siti \ud83d' }],
    ['fullName', { fullName: null }],
    ['password', { password: 'short1!' }],
    ['password', { password: 'alllowercase1!' }],
    ['password', { password: 'NoDigitsHere!' }],
    ['password', { password: 'NoSymbols123' }],
    ['password', { password: `Aa1!${'x'.repeat(500)}` }],
    ['identity.nik', { identity: { ...identity, nik: '123' } }],
    ['identity.nik', { identity: { ...identity, nik: 3271015501909779 } }],
    ['identity.dateOfBirth', { identity: { ...identity, dateOfBirth: '1990-02-30' } }],
    ['identity.dateOfBirth', { identity: { ...identity, dateOfBirth: '0000-01-01' } }],
    ['identity.dateOfBirth', { identity: { ...identity, dateOfBirth: '2999-01-01' } }],
    ['identity.gender', { identity: { ...identity, gender: 'other' } }],
    ['identity.postcode', { identity: { ...identity, postcode: '1' } }],
    ['surprise', { surprise: true }],
  ])('names the wrong field: %s of %j', async (field, overrides) => {
    const { status, body } = await signUp(overrides)
    expect([status, body.errors.map((error: { field: string }) => error.field)]).toEqual([400, [field]])
  })
})
