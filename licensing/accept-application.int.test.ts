import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { acceptApplication, findReplay } from './accept-application.ts'
import { withTransaction } from './database.ts'
import { UnknownKbli } from './risk.ts'
import { countStatements } from './testing/count-statements.ts'
import { accept, issue, sampleAccount, sampleInput, sampleNik } from './testing/sample-application.ts'
import { createTestDatabase } from './testing/test-database.ts'
import type { TestDatabase } from './testing/test-database.ts'

describe('acceptApplication', () => {
  let database: TestDatabase
  let account: string
  beforeAll(async () => {
    database = await createTestDatabase()
    account = await sampleAccount(database.pool)
  })
  afterAll(() => database.drop())

  const tryAccept = (input: ReturnType<typeof sampleInput>) =>
    withTransaction(database.pool, (tx) => acceptApplication(tx, input))
  const count = async (table: string, applicationId: string) => {
    const column = table === 'applications' ? 'id' : 'application_id'
    const { rows } = await database.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE ${column} = $1`, [
      applicationId,
    ])
    return rows[0]!.n
  }

  it('writes application, event and outbox row together, and none when the transaction fails', async () => {
    const input = sampleInput(account, { intake: { kind: 'queued', lane: 'main' }, announcedWaitS: 4.2 })
    const id = await accept(database.pool, input)
    expect([await count('applications', id), await count('events', id), await count('outbox', id)]).toEqual([1, 1, 1])

    const undone = sampleInput(account, { intake: { kind: 'queued', lane: 'main' } })
    const failure = withTransaction(database.pool, async (tx) => {
      await acceptApplication(tx, undone)
      throw new Error('portal died')
    })
    await expect(failure).rejects.toThrow('portal died')
    expect(await findReplay(database.pool, undone)).toBeNull()
    const { rows } = await database.pool.query('SELECT 1 FROM businesses WHERE nik = $1', [undone.identity.nik])
    expect(rows).toEqual([])
  })

  it('writes no outbox row when the request itself issues', async () => {
    expect(await count('outbox', await accept(database.pool, sampleInput(account)))).toBe(0)
  })

  it('gives the same answer again, also after the permit, and refuses another body', async () => {
    const input = sampleInput(account, { intake: { kind: 'queued', lane: 'main' }, announcedWaitS: 4.2 })
    const first = await tryAccept(input)
    expect(first).toMatchObject({ kind: 'accepted', application: { risk: 'low', intake: 'queued', announcedWaitS: 4.2 } })
    const id = first.kind === 'accepted' ? first.application.id : ''
    await issue(database.pool, id)
    // A wait announced now would be another one: the stored answer counts.
    expect(await tryAccept({ ...input, announcedWaitS: 99 })).toEqual({ ...first, kind: 'replayed' })
    expect(await findReplay(database.pool, input)).toEqual({ ...first, kind: 'replayed' })
    expect(await tryAccept({ ...input, bodyHash: 'other' })).toEqual({ kind: 'key-reused' })
    expect(await findReplay(database.pool, { ...input, bodyHash: 'other' })).toEqual({ kind: 'key-reused' })
  })

  it('keeps the keys of different accounts apart', async () => {
    const other = await sampleAccount(database.pool)
    const input = sampleInput(account)
    await accept(database.pool, input)
    expect(await tryAccept(sampleInput(other, { idempotencyKey: input.idempotencyKey }))).toMatchObject({ kind: 'accepted' })
  })

  it('answers in-progress while the first request with the key still runs, without waiting', async () => {
    const input = sampleInput(account)
    await withTransaction(database.pool, async (tx) => {
      expect(await acceptApplication(tx, input)).toMatchObject({ kind: 'accepted' })
      expect(await tryAccept(input)).toEqual({ kind: 'in-progress' })
    })
    expect(await tryAccept(input)).toMatchObject({ kind: 'replayed' })
  })

  it('accepts one of many racing requests with one key', async () => {
    for (let round = 0; round < 10; round++) {
      const input = sampleInput(account)
      const results = await Promise.all(Array.from({ length: 10 }, () => tryAccept(input)))
      const kinds = results.map(({ kind }) => kind)
      expect(kinds.filter((kind) => kind === 'accepted')).toHaveLength(1)
      expect(kinds.filter((kind) => !['accepted', 'replayed', 'in-progress'].includes(kind))).toEqual([])
      const ids = results.flatMap((result) => ('application' in result ? [result.application.id] : []))
      expect(new Set(ids).size).toBe(1)
    }
  })

  it('takes one application per business, activity and place, whatever the key, and tells only its owner which', async () => {
    const input = sampleInput(account)
    const id = await accept(database.pool, input)
    const again = { ...input, idempotencyKey: randomUUID() }
    expect(await tryAccept(again)).toEqual({ kind: 'already-applied', applicationId: id })
    expect(await tryAccept({ ...again, accountId: await sampleAccount(database.pool) })).toEqual({
      kind: 'already-applied',
      applicationId: null,
    })
    expect(await tryAccept({ ...again, region: '3374' })).toMatchObject({ kind: 'accepted' })
    await issue(database.pool, id, 'mismatch')
    expect(await tryAccept({ ...again, idempotencyKey: randomUUID() })).toMatchObject({ kind: 'accepted' })
  })

  it('makes one business of two first applications at once, and one application of two equal ones', async () => {
    for (let round = 0; round < 10; round++) {
      const identity = { nik: sampleNik(), name: 'Siti Aminah' }
      const results = await Promise.all([
        tryAccept(sampleInput(account, { identity })),
        tryAccept(sampleInput(account, { identity })),
        tryAccept(sampleInput(account, { identity, kbli: '56102' })),
      ])
      expect(results.map(({ kind }) => kind).sort()).toEqual(['accepted', 'accepted', 'already-applied'])
      const { rows } = await database.pool.query('SELECT 1 FROM businesses WHERE nik = $1', [identity.nik])
      expect(rows).toHaveLength(1)
    }
  })

  it('refuses an activity that is not in the table before it writes anything', async () => {
    await expect(tryAccept(sampleInput(account, { kbli: '00000' }))).rejects.toThrow(UnknownKbli)
  })

  it('needs two statements', async () => {
    const input = sampleInput(account)
    expect(
      await withTransaction(database.pool, (tx) => countStatements(tx, (counted) => acceptApplication(counted, input))),
    ).toBe(2)
  })
})
