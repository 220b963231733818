import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { accept, issue, sampleAccount, sampleInput } from '../../licensing/testing/sample-application.ts'
import { createTestDatabase, type TestDatabase } from '../../licensing/testing/test-database.ts'
import type { Ledger } from '../records/trial-facts.ts'
import { audit } from './audit.ts'

const CLEAN = { lost: 0, duplicated: 0, orphaned: 0, stuck: 0, wrongNib: 0 }

/** Damage is planted in a real database, past the constraints that would prevent it: the audit must not lean on them. */
describe('audit', () => {
  let database: TestDatabase
  let account: string
  /** What citizens hold: three issued applications and one that is still in the queue. */
  let held: { applicationId: string | null; nib: string | null }[]
  let pending: string
  const sql = (text: string, values: unknown[] = []) => database.pool.query(text, values)
  const ledger = (): Promise<Ledger> => audit(database.url, held, 0)

  beforeEach(async () => {
    database = await createTestDatabase()
    account = await sampleAccount(database.pool)
    held = []
    for (let n = 0; n < 3; n++) {
      const id = await accept(database.pool, sampleInput(account))
      await issue(database.pool, id)
      const { rows } = await sql('SELECT number FROM permits WHERE application_id = $1 AND kind = $2', [id, 'nib'])
      held.push({ applicationId: id, nib: rows[0].number })
    }
    pending = await accept(database.pool, sampleInput(account, { intake: { kind: 'queued', lane: 'main' } }))
    held.push({ applicationId: pending, nib: null })
  })
  afterEach(() => database.drop())

  it('finds nothing where nothing is wrong, and counts every promise once', async () => {
    held.push({ applicationId: pending, nib: null }, { applicationId: null, nib: null })
    expect(await ledger()).toEqual({ ...CLEAN, acknowledged: 4, issued: 3, pending: 1, unacknowledged: 0 })
  })

  it('reports what was written and told to nobody, and calls it no damage', async () => {
    await accept(database.pool, sampleInput(account, { intake: { kind: 'queued', lane: 'main' } }))
    expect(await ledger()).toMatchObject({ ...CLEAN, acknowledged: 4, unacknowledged: 1 })
  })

  it('lost: a promise without a row', async () => {
    held.push({ applicationId: randomUUID(), nib: null })
    expect(await ledger()).toMatchObject({ ...CLEAN, acknowledged: 5, issued: 3, pending: 1, lost: 1 })
  })

  it('lost: issued, says the row, but the permit is not there', async () => {
    await sql(`DELETE FROM permits WHERE application_id = $1`, [held[0]!.applicationId])
    expect(await ledger()).toMatchObject({ ...CLEAN, issued: 2, lost: 1 })
  })

  it('stuck: pending, and nothing will ever move it', async () => {
    await sql('DELETE FROM outbox WHERE application_id = $1', [pending])
    expect(await ledger()).toMatchObject({ ...CLEAN, pending: 1, stuck: 1 })
  })

  it('wrongNib: the citizen saw another number', async () => {
    held[0] = { ...held[0]!, nib: held[1]!.nib }
    expect(await ledger()).toMatchObject({ ...CLEAN, wrongNib: 1 })
  })

  it('duplicated: two NIBs for one business', async () => {
    const { rows } = await sql('SELECT business_id FROM applications WHERE id = $1', [held[0]!.applicationId])
    const second = await accept(database.pool, sampleInput(account))
    await sql(`UPDATE applications SET business_id = $1, region = '9999', status = 'issued' WHERE id = $2`, [
      rows[0].business_id,
      second,
    ])
    await sql(`INSERT INTO permits VALUES ($1, 'nib', '0101250000042', 'issued', now())`, [second])
    expect(await ledger()).toMatchObject({ ...CLEAN, duplicated: 1 })
  })

  it('duplicated: one NIB for two businesses', async () => {
    await sql('ALTER TABLE businesses DROP CONSTRAINT businesses_nib_key')
    const [first, second] = held
    await sql(`UPDATE permits SET number = $1 WHERE application_id = $2 AND kind = 'nib'`, [first!.nib, second!.applicationId])
    await sql('UPDATE businesses SET nib = $1 WHERE nib = $2', [first!.nib, second!.nib])
    second!.nib = first!.nib
    expect(await ledger()).toMatchObject({ ...CLEAN, duplicated: 1 })
  })

  it('duplicated: two applications for one key', async () => {
    await sql('ALTER TABLE applications DROP CONSTRAINT applications_account_id_idempotency_key_key')
    const [one, other] = held
    await sql(
      `UPDATE applications SET idempotency_key = (SELECT idempotency_key FROM applications WHERE id = $1) WHERE id = $2`,
      [one!.applicationId, other!.applicationId],
    )
    expect(await ledger()).toMatchObject({ ...CLEAN, duplicated: 1 })
  })

  it('duplicated: two permits of a kind for one application', async () => {
    await sql('ALTER TABLE permits DROP CONSTRAINT permits_pkey')
    await sql('INSERT INTO permits SELECT * FROM permits WHERE application_id = $1 LIMIT 1', [held[0]!.applicationId])
    expect(await ledger()).toMatchObject({ ...CLEAN, duplicated: 1 })
  })

  it.each([
    [
      'a permit',
      `INSERT INTO permits VALUES ($1, 'nib', '0101250000042', 'issued', now())`,
      'permits_application_id_fkey',
      'permits',
    ],
    [
      'a task',
      'INSERT INTO verification_tasks (application_id, opened_at) VALUES ($1, now())',
      'verification_tasks_application_id_fkey',
      'verification_tasks',
    ],
    ['an outbox row', `INSERT INTO outbox (application_id, lane) VALUES ($1, 'main')`, 'outbox_application_id_fkey', 'outbox'],
  ])('orphaned: %s without its application', async (_what, insert, constraint, table) => {
    await sql(`ALTER TABLE ${table} DROP CONSTRAINT ${constraint}`)
    await sql(insert, [randomUUID()])
    expect(await ledger()).toMatchObject({ ...CLEAN, orphaned: 1 })
  })
})
