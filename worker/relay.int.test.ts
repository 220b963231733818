import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { outboxState } from '../licensing/outbox-state.ts'
import { claimUnsent, sentBefore } from '../licensing/outbox.ts'
import type { TestDatabase } from '../licensing/testing/test-database.ts'
import { createTestDatabase } from '../licensing/testing/test-database.ts'
import { createEngine, engineConnections } from '../queues/create-engine.ts'
import type { QueueEngine } from '../queues/engine.ts'
import type { SeverableLink } from '../queues/testing/severable-link.ts'
import { openLink } from '../queues/testing/severable-link.ts'
import { until } from '../queues/testing/until.ts'
import { createReconciler } from './reconciler.ts'
import { RELAY_BATCH, relay } from './relay.ts'
import { fillOutbox } from './testing/fill-outbox.ts'

const LANES = ['main']

let database: TestDatabase
/** To the engine only, so that it can be away while the outbox is not. */
let link: SeverableLink
let engine: QueueEngine

beforeEach(async () => {
  database = await createTestDatabase()
  link = await openLink(database.url)
  const connections = engineConnections('bullmq-postgres', 1)
  engine = await createEngine('bullmq-postgres', { databaseUrl: link.url, prefix: 'test', connections })
})
afterEach(async () => {
  await engine.close()
  await link.cut()
  await database.drop()
})

const unsentCount = async () => (await outboxState(database.pool)).unsent

describe('relay', () => {
  it('hands over a full batch, asks to be called again at once, then rests', async () => {
    await fillOutbox(database.pool, RELAY_BATCH + 20)
    expect(await relay(database.pool, engine, LANES)).toBe(0)
    expect(await engine.depth('main')).toBe(RELAY_BATCH)
    expect(await relay(database.pool, engine, LANES)).toBe(50)
    expect(await engine.depth('main')).toBe(RELAY_BATCH + 20)
    expect(await unsentCount()).toBe(0)
  })

  it('shares the rows among several relays, each handed over once', async () => {
    await fillOutbox(database.pool, 3 * RELAY_BATCH)
    await Promise.all([1, 2, 3].map(() => relay(database.pool, engine, LANES)))
    while ((await relay(database.pool, engine, LANES)) === 0);
    expect(await engine.depth('main')).toBe(3 * RELAY_BATCH)
    expect(await unsentCount()).toBe(0)
  })

  it('leaves the rows unsent and unlocked when the engine is away', async () => {
    await fillOutbox(database.pool, 30)
    await link.cut()
    await expect(relay(database.pool, engine, LANES)).rejects.toThrow()
    expect(await unsentCount()).toBe(30)
    expect(await claimUnsent(database.pool, 30)).toHaveLength(30)
    await link.heal()
    await until(() =>
      relay(database.pool, engine, LANES).then(
        () => true,
        () => false,
      ),
    )
    expect(await engine.depth('main')).toBe(30)
  })

  it('adds a job whose lane no plan knows to the first lane', async () => {
    await fillOutbox(database.pool, 1)
    await relay(database.pool, engine, ['first', 'second'])
    expect(await engine.depth('first')).toBe(1)
  })
})

describe('reconciler', () => {
  it('goes through a long backlog at most 1000 rows a tick and gives back exactly what the engine has forgotten', async () => {
    await fillOutbox(database.pool, 2400)
    while ((await relay(database.pool, engine, LANES)) === 0);
    await pretendSentLongAgo()
    const lost = await forgetEvery(100)
    const found: number[] = []
    const reconcile = createReconciler(database.pool, engine, LANES, (count) => found.push(count))
    expect(await reconcile()).toBe(2000)
    expect(await unsentCount()).toBe(10)
    await reconcile()
    expect(await unsentCount()).toBe(20)
    await reconcile()
    expect(found).toEqual([5, 5, 5, 5, 4])
    expect((await unsent()).toSorted()).toEqual(lost.toSorted())
  })

  it('begins again after the last row, and sends nothing again that is on its way', async () => {
    await fillOutbox(database.pool, 10)
    await relay(database.pool, engine, LANES)
    const reconcile = createReconciler(database.pool, engine, LANES, () => undefined)
    await forgetEvery(5)
    await reconcile()
    expect(await unsentCount()).toBe(0) // Sent less than 5 s ago.
    await pretendSentLongAgo()
    await reconcile()
    expect(await unsentCount()).toBe(2)
    await relay(database.pool, engine, LANES)
    await pretendSentLongAgo()
    await reconcile()
    expect(await unsentCount()).toBe(0)
    expect(await engine.depth('main')).toBe(10)
  })

  it('marks nothing when the engine is away: not to answer is not to have forgotten', async () => {
    await fillOutbox(database.pool, 10)
    await relay(database.pool, engine, LANES)
    await pretendSentLongAgo()
    await link.cut()
    await expect(createReconciler(database.pool, engine, LANES, () => undefined)()).rejects.toThrow()
    expect(await unsentCount()).toBe(0)
    expect(await sentBefore(database.pool, 5, 20)).toHaveLength(10)
  })
})

async function pretendSentLongAgo(): Promise<void> {
  await database.pool.query("UPDATE outbox SET sent_at = sent_at - interval '1 minute'")
}

/** The engine loses every n-th job in the order of the outbox; answers their applications. */
async function forgetEvery(n: number): Promise<string[]> {
  const { rows } = await database.pool.query<{ id: string }>(
    `WITH numbered AS (SELECT application_id AS id, row_number() OVER (ORDER BY id) AS number FROM outbox)
     DELETE FROM bullmq.job USING numbered WHERE job.id = 'app-' || numbered.id AND number % $1 = 0 RETURNING numbered.id`,
    [n],
  )
  return rows.map((row) => row.id)
}

async function unsent(): Promise<string[]> {
  return (await claimUnsent(database.pool, 1000)).map((row) => row.applicationId)
}
