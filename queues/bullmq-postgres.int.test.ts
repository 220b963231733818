import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { TestDatabase } from '../licensing/testing/test-database.ts'
import { createTestDatabase } from '../licensing/testing/test-database.ts'
import { createEngine, engineConnections } from './create-engine.ts'
import { conforms } from './testing/conformance.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase({ migrated: false })
})
afterAll(() => database.drop())

conforms({
  name: 'bullmq-postgres',
  store: () => database.url,
  options: (databaseUrl, prefix) => ({ databaseUrl, prefix, connections: engineConnections('bullmq-postgres', 2) }),
  forget: async () => void (await database.pool.query('TRUNCATE bullmq.job CASCADE')),
})

describe('createEngine', () => {
  it('takes the Postgres store when there is no Redis', async () => {
    const engine = await createEngine('bullmq', { databaseUrl: database.url, prefix: 'fallback', connections: 5 })
    expect(engine.name).toBe('bullmq-postgres')
    await engine.close()
  })

  it('holds no more connections than it says, and refuses more lanes than they carry', async () => {
    const connections = engineConnections('bullmq-postgres', 1)
    const engine = await createEngine('bullmq-postgres', { databaseUrl: database.url, prefix: 'lanes', connections })
    engine.work({ name: 'one', concurrency: 20 }, async () => undefined)
    expect(() => engine.work({ name: 'two', concurrency: 1 }, async () => undefined)).toThrow('2 lanes need 5 connections')
    const jobs = Array.from({ length: 200 }, (_, i) => ({ id: `app-${i}`, lane: 'one', applicationId: `${i}`, acceptedAtMs: 0 }))
    await Promise.all(jobs.map((job) => engine.addBulk([job])))
    const { rows } = await database.pool.query(
      'SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    )
    expect(rows[0]).toEqual({ count: connections })
    await engine.close()
  })
})
