import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { randomUUID } from 'node:crypto'
import { acceptApplication } from './accept-application.ts'
import { withTransaction } from './database.ts'
import type { Queryable } from './database.ts'
import { findApplication, findForIssue } from './find-application.ts'
import { issueApplication, UnknownApplication } from './issue-application.ts'
import { NIB_PATTERN } from './nib.ts'
import { findPermit } from './permits.ts'
import { countStatements } from './testing/count-statements.ts'
import { accept, issue, KBLI_OF, sampleAccount, sampleInput, sampleNik } from './testing/sample-application.ts'
import { createTestDatabase } from './testing/test-database.ts'
import type { TestDatabase } from './testing/test-database.ts'

describe('issueApplication', () => {
  let database: TestDatabase
  let account: string
  beforeAll(async () => {
    database = await createTestDatabase()
    account = await sampleAccount(database.pool)
  })
  afterAll(() => database.drop())

  const rows = async (sql: string, ...values: unknown[]) => (await database.pool.query(sql, values)).rows

  it.each([
    ['low', 'issued', 'terbit otomatis', ['nib issued'], '50', 0],
    ['medium-low', 'issued', 'terbit otomatis', ['nib issued', 'standard-certificate issued'], '50', 0],
    [
      'medium-high',
      'awaiting-verification',
      'menunggu verifikasi persyaratan',
      ['nib issued', 'standard-certificate unverified'],
      '10',
      1,
    ],
    ['high', 'awaiting-verification', 'menunggu verifikasi persyaratan', ['nib issued'], '10', 1],
  ] as const)('gives %s risk what it is due', async (risk, status, label, permits, code, tasks) => {
    const id = await accept(
      database.pool,
      sampleInput(account, { kbli: KBLI_OF[risk], intake: { kind: 'queued', lane: 'main' } }),
    )
    const now = new Date()
    const issued = await issue(database.pool, id, 'match', now)
    expect(issued).toMatchObject({ id, risk, status, label, issuedAt: now })
    expect(issued.nib).toMatch(NIB_PATTERN)
    expect(issued.permits.map(({ kind, state }) => `${kind} ${state}`)).toEqual(permits)
    expect(await rows('SELECT 1 FROM verification_tasks WHERE application_id = $1', id)).toHaveLength(tasks)
    expect(await rows('SELECT 1 FROM outbox WHERE application_id = $1', id)).toEqual([])

    const found = await findApplication(database.pool, id, account)
    expect(found?.history.map((entry) => [entry.status, entry.code])).toEqual([
      ['accepted', '05'],
      [status, code],
    ])
    expect({ ...found, history: undefined }).toEqual({ ...issued, history: undefined })
  })

  it('rejects who is not who she says to be, without a NIB, and keeps the business nameless', async () => {
    const input = sampleInput(account, { intake: { kind: 'queued', lane: 'main' } })
    const id = await accept(database.pool, input)
    expect(await issue(database.pool, id, 'mismatch')).toMatchObject({
      status: 'rejected',
      label: 'ditolak',
      nib: null,
      permits: [],
    })
    expect(await rows('SELECT nib, name FROM businesses WHERE nik = $1', input.identity.nik)).toEqual([{ nib: null, name: null }])
    expect(await rows('SELECT 1 FROM outbox WHERE application_id = $1', id)).toEqual([])
    const history = (await findApplication(database.pool, id, account))?.history
    expect(history?.at(-1)).toMatchObject({ code: '90', reason: expect.stringContaining('population registry') })
  })

  it("tells neither the NIB nor the name to who applies with another's NIK, and lets her not rename the business", async () => {
    const input = sampleInput(account)
    const { nib } = await issue(database.pool, await accept(database.pool, input))
    const thief = await sampleAccount(database.pool)
    const business = { name: 'Toko Maling', scale: 'micro', actor: 'individual' } as const
    const stolen = sampleInput(thief, { identity: { nik: input.identity.nik, name: 'Maling' }, kbli: '56102', business })
    const rejected = await issue(database.pool, await accept(database.pool, stolen), 'mismatch')
    expect(rejected.nib).toBeNull()
    expect((await findApplication(database.pool, rejected.id, thief))?.nib).toBeNull()
    expect((await findPermit(database.pool, nib!))?.business.name).toBe(input.business.name)
  })

  it('shows an application to its owner only', async () => {
    const id = await accept(database.pool, sampleInput(account))
    expect(await findApplication(database.pool, id, await sampleAccount(database.pool))).toBeNull()
    expect(await findApplication(database.pool, randomUUID(), account)).toBeNull()
  })

  it('tells the worker whom to ask about', async () => {
    const input = sampleInput(account)
    const id = await accept(database.pool, input)
    expect(await findForIssue(database.pool, id)).toMatchObject({ status: 'accepted', identity: input.identity })
    await issue(database.pool, id)
    expect(await findForIssue(database.pool, id)).toMatchObject({ status: 'issued' })
    expect(await findForIssue(database.pool, randomUUID())).toBeNull()
  })

  it('issues once when many workers issue at once, and all get the same permits', async () => {
    for (let round = 0; round < 10; round++) {
      const id = await accept(
        database.pool,
        sampleInput(account, { kbli: KBLI_OF['medium-high'], intake: { kind: 'queued', lane: 'main' } }),
      )
      const results = await Promise.all(Array.from({ length: 8 }, () => issue(database.pool, id)))
      expect(new Set(results.map((result) => JSON.stringify([result.status, result.permits]))).size).toBe(1)
      expect(results[0]!.permits).toHaveLength(2)
      expect(await rows('SELECT 1 FROM permits WHERE application_id = $1', id)).toHaveLength(2)
      expect(await rows('SELECT 1 FROM verification_tasks WHERE application_id = $1', id)).toHaveLength(1)
      expect(await rows('SELECT 1 FROM events WHERE application_id = $1', id)).toHaveLength(2)
    }
  })

  it('changes nothing that is already decided, whatever the second verdict', async () => {
    const id = await accept(database.pool, sampleInput(account))
    const first = await issue(database.pool, id)
    expect(await issue(database.pool, id, 'mismatch')).toEqual(first)
  })

  it('gives one business one NIB when two of its applications are issued at once', async () => {
    for (let round = 0; round < 10; round++) {
      const identity = { nik: sampleNik(), name: 'Siti Aminah' }
      const ids = await Promise.all(
        ['47112', '56102', '55110', '86105'].map((kbli) => accept(database.pool, sampleInput(account, { identity, kbli }))),
      )
      const nibs = (await Promise.all(ids.map((id) => issue(database.pool, id)))).map(({ nib }) => nib)
      expect(new Set(nibs).size).toBe(1)
      expect(await rows('SELECT nib FROM businesses WHERE nik = $1', identity.nik)).toEqual([{ nib: nibs[0] }])
    }
  })

  it('takes its locks in an order that cannot deadlock with an acceptance for the same business', async () => {
    const identity = { nik: sampleNik(), name: 'Siti Aminah' }
    const input = sampleInput(account, { identity })
    const id = await accept(database.pool, input)
    const issuing = await withTransaction(database.pool, async (tx) => {
      // This transaction holds the business ...
      expect(await acceptApplication(tx, sampleInput(account, { identity, kbli: '56102' }))).toMatchObject({ kind: 'accepted' })
      const promise = issue(database.pool, id)
      while (!(await someoneWaits())) await sleep(5)
      // ... and now meets the application that is being issued.
      expect(await acceptApplication(tx, { ...input, idempotencyKey: randomUUID() })).toMatchObject({ kind: 'already-applied' })
      return { promise }
    })
    expect((await issuing.promise).status).toBe('issued')
  })

  const someoneWaits = async () =>
    (await rows(`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).length > 0

  it('leaves nothing behind when the transaction fails', async () => {
    const id = await accept(database.pool, sampleInput(account, { intake: { kind: 'queued', lane: 'main' } }))
    await database.pool.query('ALTER TABLE permits ADD CONSTRAINT broken CHECK (false) NOT VALID')
    await expect(issue(database.pool, id)).rejects.toThrow(/broken/)
    await database.pool.query('ALTER TABLE permits DROP CONSTRAINT broken')
    expect(await findForIssue(database.pool, id)).toMatchObject({ status: 'accepted' })
    expect(await rows('SELECT 1 FROM outbox WHERE application_id = $1', id)).toHaveLength(1)
    expect((await issue(database.pool, id)).status).toBe('issued')
  })

  it('needs two statements', async () => {
    const id = await accept(database.pool, sampleInput(account))
    const issueIn = (tx: Queryable) => issueApplication(tx, id, 'match', new Date())
    expect(await withTransaction(database.pool, (tx) => countStatements(tx, issueIn))).toBe(2)
  })

  it('knows no application of an unknown id', async () => {
    await expect(issue(database.pool, randomUUID())).rejects.toThrow(UnknownApplication)
  })
})

describe('NIB', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database.drop())

  const nextNib = async (at: Date) =>
    (await database.pool.query<{ nib: string }>('SELECT next_nib($1) AS nib', [at])).rows[0]!.nib

  it('begins with the day in Jakarta', async () => {
    expect(await nextNib(new Date('2026-03-31T16:59:59Z'))).toMatch(/^310326/)
    expect(await nextNib(new Date('2026-03-31T17:00:00Z'))).toMatch(/^010426/)
  })

  it('is DDMMYY and seven digits at any moment, and never the same', async () => {
    const day = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Jakarta', day: '2-digit', month: '2-digit', year: '2-digit' })
    const seen = new Set<string>()
    const moments = fc.date({ min: new Date('2021-08-04'), max: new Date('2099-12-31'), noInvalidDate: true })
    await fc.assert(
      fc.asyncProperty(moments, async (at) => {
        const nib = await nextNib(at)
        expect(nib).toMatch(NIB_PATTERN)
        expect(nib.slice(0, 6)).toBe(day.format(at).replaceAll('/', ''))
        expect(seen.has(nib.slice(6))).toBe(false)
        seen.add(nib.slice(6))
      }),
      { numRuns: 200 },
    )
  })

  it('begins again after ten million, so that it keeps its length', async () => {
    await database.pool.query(`SELECT setval('nib_serial', 9999999)`)
    expect(await nextNib(new Date('2026-03-31T00:00:00Z'))).toBe('3103260000001')
  })
})
