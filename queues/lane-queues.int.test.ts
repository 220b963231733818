import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createTestDatabase, type TestDatabase } from '../licensing/testing/test-database.ts'
import { createEngine, engineConnections, type EngineOptions } from './create-engine.ts'
import { openLaneQueues } from './lane-queues.ts'
import { openLink } from './testing/severable-link.ts'
import { until } from './testing/until.ts'

const { TEST_REDIS_URL } = process.env

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase({ migrated: false })
})
afterAll(() => database.drop())

const stores = [
  ['bullmq-postgres', () => database.url],
  ...(TEST_REDIS_URL ? [['bullmq', () => TEST_REDIS_URL] as const] : []),
] as const

describe.each(stores)('lanes on %s', (name, storeUrl) => {
  const prefix = `look-${randomUUID().slice(0, 8)}`
  const optionsAt = (url: string): EngineOptions => ({
    ...(name === 'bullmq' ? { redisUrl: url, databaseUrl: '' } : { databaseUrl: url }),
    prefix,
    connections: engineConnections(name, 2),
  })

  it('are the queues that the engine fills, and looking changes nothing in them', async () => {
    const engine = await createEngine(name, optionsAt(storeUrl()))
    const jobs = Array.from({ length: 7 }, (_, index) => ({
      id: `app-${index}`,
      lane: index < 4 ? 'fast' : 'slow',
      applicationId: `${index}`,
      acceptedAtMs: 1,
    }))
    await engine.addBulk(jobs)
    const lanes = await openLaneQueues(name, ['fast', 'slow', 'empty'], optionsAt(storeUrl()))
    expect(lanes.store).toBe(name)
    const counts = await Promise.all([...lanes.queues].map(async ([lane, queue]) => [lane, (await queue.getJobCounts()).waiting]))
    expect(counts).toEqual([
      ['fast', 4],
      ['slow', 3],
      ['empty', 0],
    ])
    expect((await lanes.queues.get('slow')!.getJob('app-5'))!.data).toEqual({ applicationId: '5', acceptedAtMs: 1 })
    expect(await lanes.queues.get('fast')!.getMeta()).toMatchObject({ maxLenEvents: 100 })
    await lanes.close()
    expect(await engine.depth('fast')).toBe(4)
    await engine.close()
  })

  it('are opened when the store is there, and survive an outage', async () => {
    const link = await openLink(storeUrl())
    const open = () => openLaneQueues(name, ['fast'], optionsAt(link.url))
    await link.cut()
    await expect(open()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await link.heal()
    const lanes = await open()
    const queue = lanes.queues.get('fast')!
    await link.cut()
    await expect(queue.getJobCounts()).rejects.toThrow()
    await link.heal()
    await until(() =>
      queue.getJobCounts().then(
        () => true,
        () => false,
      ),
    )
    await lanes.close()
    await link.cut()
  })
})

it('lanes of a database that no worker has prepared are refused', async () => {
  const unprepared = await createTestDatabase({ migrated: false })
  const options = { databaseUrl: unprepared.url, prefix: 'look' }
  await expect(openLaneQueues('bullmq', ['fast'], options)).rejects.toThrow('not initialized')
  await unprepared.drop()
})
