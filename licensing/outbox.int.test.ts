import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { withTransaction } from './database.ts'
import { outboxState } from './outbox-state.ts'
import { claimUnsent, markSent, markUnsent, sentBefore } from './outbox.ts'
import { placeOf, queueState } from './queue-state.ts'
import { accept, issue, sampleAccount, sampleInput } from './testing/sample-application.ts'
import { createTestDatabase } from './testing/test-database.ts'
import type { TestDatabase } from './testing/test-database.ts'

describe('the queue in the database', () => {
  let database: TestDatabase
  let account: string
  beforeAll(async () => {
    database = await createTestDatabase()
    account = await sampleAccount(database.pool)
  })
  beforeEach(() => database.pool.query(`DELETE FROM outbox; UPDATE applications SET status = 'issued'`))
  afterAll(() => database.drop())

  const queue = (lane = 'main') => accept(database.pool, sampleInput(account, { intake: { kind: 'queued', lane } }))
  const sendAll = () =>
    withTransaction(database.pool, async (tx) => {
      const rows = await claimUnsent(tx, 100)
      await markSent(
        tx,
        rows.map(({ id }) => id),
      )
      return rows
    })

  it('hands over the oldest first, with lane and time of acceptance, and each once', async () => {
    const before = Date.now()
    const ids = [await queue('main'), await queue('slow'), await queue('main')]
    expect((await outboxState(database.pool)).unsent).toBe(3)
    const rows = await sendAll()
    expect(rows.map(({ applicationId }) => applicationId)).toEqual(ids)
    expect(rows.map(({ lane }) => lane)).toEqual(['main', 'slow', 'main'])
    for (const { acceptedAtMs } of rows) expect(Math.abs(acceptedAtMs - before)).toBeLessThan(60_000)
    expect(await sendAll()).toEqual([])
    expect((await outboxState(database.pool)).unsent).toBe(0)
  })

  it('gives two relays different rows, and a failed one its rows back', async () => {
    await Promise.all([1, 2, 3, 4].map(() => queue()))
    const failure = withTransaction(database.pool, async (one) => {
      const [mine, others] = [await claimUnsent(one, 2), await sendAll()]
      expect([...mine, ...others].map(({ id }) => id)).toEqual([...new Set([...mine, ...others].map(({ id }) => id))])
      expect([mine.length, others.length]).toEqual([2, 2])
      throw new Error('the queue cannot be reached')
    })
    await expect(failure).rejects.toThrow('cannot be reached')
    expect(await sendAll()).toHaveLength(2)
  })

  it('shows what was sent and not issued, page by page, and sends it again', async () => {
    const ids = [await queue(), await queue(), await queue()]
    await sendAll()
    await issue(database.pool, ids[1]!)
    expect(await sentBefore(database.pool, 60, 10)).toEqual([])
    const [first] = await sentBefore(database.pool, 0, 1)
    expect(first?.applicationId).toBe(ids[0])
    const rest = await sentBefore(database.pool, 0, 10, first!.id)
    expect(rest.map(({ applicationId }) => applicationId)).toEqual([ids[2]])
    await markUnsent(database.pool, [rest[0]!.id])
    expect((await sendAll()).map(({ applicationId }) => applicationId)).toEqual([ids[2]])
  })

  it('counts the backlog and the age of its oldest', async () => {
    expect(await queueState(database.pool)).toEqual({ backlog: 0, oldestWaitS: 0 })
    const oldest = await queue()
    await queue()
    await database.pool.query(`UPDATE applications SET accepted_at = now() - interval '90 s' WHERE id = $1`, [oldest])
    const state = await queueState(database.pool)
    expect(state.backlog).toBe(2)
    expect(Math.abs(state.oldestWaitS - 90)).toBeLessThan(5)
    await issue(database.pool, oldest)
    expect((await queueState(database.pool)).backlog).toBe(1)
  })

  it('tells what waits in the outbox, and for how long in which lane', async () => {
    expect(await outboxState(database.pool)).toEqual({ backlog: 0, unsent: 0, oldestUnsentS: 0, oldestByLaneS: {} })
    const [sent, slow] = [await queue('main'), await queue('slow')]
    await sendAll()
    const unsent = await queue('main')
    await queue('another')
    const age = (id: string, seconds: number) =>
      database.pool.query('UPDATE outbox SET accepted_at = now() - make_interval(secs => $2) WHERE application_id = $1', [
        id,
        seconds,
      ])
    await Promise.all([age(sent, 100), age(slow, 50), age(unsent, 20)])

    const state = await outboxState(database.pool)
    expect(state).toMatchObject({ backlog: 4, unsent: 2 })
    expect(Math.abs(state.oldestUnsentS - 20)).toBeLessThan(5)
    expect(Object.keys(state.oldestByLaneS).toSorted()).toEqual(['another', 'main', 'slow'])
    expect(Math.abs(state.oldestByLaneS.main! - 100)).toBeLessThan(5)
    expect(Math.abs(state.oldestByLaneS.slow! - 50)).toBeLessThan(5)
    await issue(database.pool, sent)
    expect(Math.abs((await outboxState(database.pool)).oldestByLaneS.main! - 20)).toBeLessThan(5)
  })

  it('knows the place in the lane', async () => {
    const [first, other, second] = [await queue('main'), await queue('slow'), await queue('main')]
    expect(await Promise.all([first, other, second].map((id) => placeOf(database.pool, id)))).toEqual([0, 0, 1])
    await issue(database.pool, first)
    expect(await placeOf(database.pool, second)).toBe(0)
    expect(await placeOf(database.pool, first)).toBeNull()
  })

  it('estimates a far place within a tenth, lanes mixed and some already gone', async () => {
    await database.pool.query(
      `WITH many AS (
         INSERT INTO applications (account_id, business_id, idempotency_key, body_hash, owner_name, business_name, actor, scale, kbli,
           kbli_edition, region, capital_rp, workers, risk, intake)
         SELECT $1, id, 'many-' || n, '', '', '', 'individual', 'micro', lpad(n::text, 5, '0'), '2020', '3271', 1, 1, 'low', 'queued'
         FROM generate_series(1, 9000) n, (SELECT id FROM businesses LIMIT 1) business RETURNING id, kbli
       )
       INSERT INTO outbox (application_id, lane) SELECT id, CASE WHEN kbli::int % 3 = 0 THEN 'slow' ELSE 'main' END FROM many ORDER BY kbli`,
      [account],
    )
    await database.pool.query(`DELETE FROM outbox WHERE id % 7 = 0`)
    const last = await queue('main')
    const { rows } = await database.pool.query<{ n: number }>(`SELECT count(*)::int - 1 AS n FROM outbox WHERE lane = 'main'`)
    const place = (await placeOf(database.pool, last))!
    expect(Math.abs(place / rows[0]!.n - 1)).toBeLessThan(0.1)
  })
})

describe('the plans of the hot queries', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database.drop())

  it.each([
    [`SELECT count(*) FROM applications WHERE status = 'accepted'`, 'applications_backlog'],
    [`SELECT id FROM outbox WHERE sent_at IS NULL ORDER BY id LIMIT 10 FOR UPDATE SKIP LOCKED`, 'outbox_unsent'],
    [`SELECT id FROM outbox WHERE lane = 'main' AND id < 100 ORDER BY id LIMIT 500`, 'outbox_of_lane'],
    [`SELECT 1 FROM events WHERE application_id = gen_random_uuid() ORDER BY id`, 'events_of_application'],
    [`SELECT 1 FROM accounts WHERE contact = 'x' AND active`, 'accounts_active_contact'],
    [
      `SELECT 1 FROM verification_tasks WHERE state IN ('open', 'claimed') ORDER BY opened_at LIMIT 10`,
      'verification_tasks_open',
    ],
    [`SELECT state, count(*) FROM verification_tasks WHERE state <> 'decided' GROUP BY state`, 'verification_tasks_undecided'],
    [`SELECT accepted_at FROM outbox WHERE lane = 'main' ORDER BY id LIMIT 1`, 'outbox_of_lane'],
  ])('%s uses %s', async (sql, index) => {
    const client = await database.pool.connect()
    try {
      await client.query('SET enable_seqscan = off')
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`)
      expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain(index)
    } finally {
      client.release(true)
    }
  })
})
