import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createPool, withTransaction } from './database.ts'
import { createTestDatabase } from './testing/test-database.ts'
import type { TestDatabase } from './testing/test-database.ts'

describe('database', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase({ migrated: false })
    await database.pool.query('CREATE TABLE notes (text text)')
  })
  afterAll(() => database.drop())

  const notes = async () => (await database.pool.query<{ text: string }>('SELECT text FROM notes')).rows.map(({ text }) => text)

  it('commits what succeeded, rolls back what failed, and gives the connection back', async () => {
    await withTransaction(database.pool, (tx) => tx.query(`INSERT INTO notes VALUES ('kept')`))
    const failed = withTransaction(database.pool, async (tx) => {
      await tx.query(`INSERT INTO notes VALUES ('undone')`)
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect(await notes()).toEqual(['kept'])
    expect(database.pool.idleCount).toBe(database.pool.totalCount)
  })

  it('throws away a connection that broke in the middle, and survives it', async () => {
    const failed = withTransaction(database.pool, async (tx) => {
      const { rows } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
      tx.on('error', () => {})
      await database.pool.query('SELECT pg_terminate_backend($1, 5000)', [rows[0]!.pid])
      await tx.query('SELECT 1')
    })
    await expect(failed).rejects.toThrow()
    expect(await notes()).toEqual(['kept'])
  })

  it('waits for a connection for ever, or as long as it is told to', async () => {
    const patient = createPool(database.url, 1)
    const impatient = createPool(database.url, 1, { acquireTimeoutMs: 50 })
    const held = await Promise.all([patient.connect(), impatient.connect()])
    const waiting = patient.query('SELECT 1 AS one')
    await expect(impatient.query('SELECT 1')).rejects.toThrow(/timeout/)
    expect(patient.waitingCount).toBe(1)
    for (const client of held) client.release()
    expect((await waiting).rows).toEqual([{ one: 1 }])
    await Promise.all([patient.end(), impatient.end()])
  })

  it('tells when an idle connection breaks', async () => {
    const { promise, resolve } = Promise.withResolvers<Error>()
    const pool = createPool(database.url, 1, { onIdleError: resolve })
    const { rows } = await pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    await database.pool.query('SELECT pg_terminate_backend($1)', [rows[0]!.pid])
    expect((await promise).message).toMatch(/terminat/)
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    await pool.end()
  })
})
