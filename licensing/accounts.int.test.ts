import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { activate, createAccount } from './accounts.ts'
import type { AccountInput } from './accounts.ts'
import { hashToken } from './session-token.ts'
import { findSession, openSession } from './sessions.ts'
import { createTestDatabase } from './testing/test-database.ts'
import type { TestDatabase } from './testing/test-database.ts'

const PASSWORD = 'Rahasia-123'

describe('accounts and sessions', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database.drop())

  const signUp = async (changes: Partial<AccountInput> = {}) => {
    const contact = `${randomUUID()}@warga.example`
    const result = await createAccount(database.pool, {
      contact,
      channel: 'email',
      fullName: 'Siti Aminah',
      password: PASSWORD,
      ...changes,
    })
    if (result.kind !== 'created') throw new Error(result.kind)
    return { ...result.account, otp: result.otp }
  }
  const wrong = (otp: string) => String((Number(otp) + 1) % 1_000_000).padStart(6, '0')

  it('leads from sign-up over the code to a session that knows who it is', async () => {
    const identity = {
      nik: '3271014101909001',
      dateOfBirth: '1990-01-01',
      gender: 'female',
      address: 'Jl. Uji 1',
      postcode: '16111',
    } as const
    const { id, contact, otp } = await signUp({ identity })
    expect(otp).toMatch(/^\d{6}$/)
    expect(await openSession(database.pool, contact, PASSWORD)).toEqual({ kind: 'wrong-credentials' })
    expect(await activate(database.pool, id, otp)).toEqual({ kind: 'activated' })
    expect(await activate(database.pool, id, otp)).toEqual({ kind: 'activated' })
    const session = await openSession(database.pool, contact, PASSWORD)
    if (session.kind !== 'opened') throw new Error(session.kind)
    expect(session.expiresAt.getTime()).toBeGreaterThan(Date.now() + 7 * 3_600_000)
    expect(await findSession(database.pool, hashToken(session.token))).toEqual({
      accountId: id,
      role: 'applicant',
      identity: { nik: identity.nik, name: 'Siti Aminah' },
    })
  })

  it('knows no identity after a short sign-up', async () => {
    const { id, contact, otp } = await signUp()
    await activate(database.pool, id, otp)
    const session = await openSession(database.pool, contact, PASSWORD)
    expect(await findSession(database.pool, hashToken(session.kind === 'opened' ? session.token : ''))).toMatchObject({
      identity: null,
    })
  })

  it('says no to a wrong password, an unknown contact and an unknown or expired token', async () => {
    const { id, contact, otp } = await signUp()
    await activate(database.pool, id, otp)
    expect(await openSession(database.pool, contact, 'Rahasia-124')).toEqual({ kind: 'wrong-credentials' })
    expect(await openSession(database.pool, 'nobody@warga.example', PASSWORD)).toEqual({ kind: 'wrong-credentials' })
    expect(await findSession(database.pool, hashToken('unknown'))).toBeNull()
    const session = await openSession(database.pool, contact, PASSWORD)
    await database.pool.query(`UPDATE sessions SET expires_at = now() WHERE account_id = $1`, [id])
    expect(await findSession(database.pool, hashToken(session.kind === 'opened' ? session.token : ''))).toBeNull()
  })

  it('stores neither password, code nor token', async () => {
    const { id, contact, otp } = await signUp()
    await activate(database.pool, id, otp)
    const session = await openSession(database.pool, contact, PASSWORD)
    const { rows } = await database.pool.query<{ row: string }>(
      `SELECT a.*::text || c.*::text || s.*::text AS row
       FROM accounts a JOIN activation_codes c ON c.account_id = a.id JOIN sessions s ON s.account_id = a.id WHERE a.id = $1`,
      [id],
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]!.row).not.toContain(PASSWORD)
    expect(rows[0]!.row).not.toContain(`,${otp},`)
    expect(rows[0]!.row).not.toContain(session.kind === 'opened' ? session.token : '?')
  })

  it('allows five tries, also when they come at once, and then not even the right one', async () => {
    const { id, otp } = await signUp()
    const tries = await Promise.all(Array.from({ length: 10 }, () => activate(database.pool, id, wrong(otp))))
    expect(tries.filter(({ kind }) => kind === 'wrong-code')).toHaveLength(5)
    expect(tries.filter(({ kind }) => kind === 'too-many-tries')).toHaveLength(5)
    expect(tries).toContainEqual({ kind: 'wrong-code', triesLeft: 0 })
    expect(await activate(database.pool, id, otp)).toEqual({ kind: 'too-many-tries' })
  })

  it('forgets a code after ten minutes', async () => {
    const { id, otp } = await signUp()
    await database.pool.query(
      `UPDATE activation_codes SET expires_at = expires_at - interval '10 minutes' WHERE account_id = $1`,
      [id],
    )
    expect(await activate(database.pool, id, otp)).toEqual({ kind: 'expired' })
    expect(await activate(database.pool, randomUUID(), otp)).toEqual({ kind: 'unknown-account' })
  })

  it('gives a contact to who activates it first; sign-ups never finished block nobody', async () => {
    const contact = '+6281200000001'
    const attempts = await Promise.all([1, 2, 3].map(() => signUp({ contact, channel: 'whatsapp' })))
    const results = await Promise.all(attempts.map(({ id, otp }) => activate(database.pool, id, otp)))
    expect(results.map(({ kind }) => kind).sort()).toEqual(['activated', 'contact-taken', 'contact-taken'])
    const again = await createAccount(database.pool, { contact, channel: 'whatsapp', fullName: 'Lain', password: PASSWORD })
    expect(again).toEqual({ kind: 'contact-taken' })
  })

  it("does not let one sign-up's code activate another", async () => {
    const contact = '+6281200000002'
    const [mine, foreign] = [await signUp({ contact }), await signUp({ contact })]
    if (mine.otp === foreign.otp) return
    expect(await activate(database.pool, foreign.id, mine.otp)).toMatchObject({ kind: 'wrong-code' })
  })
})
