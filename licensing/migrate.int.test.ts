import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { migrate } from './migrate.ts'
import { createTestDatabase } from './testing/test-database.ts'
import type { TestDatabase } from './testing/test-database.ts'

describe('migrate', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase({ migrated: false })
  })
  afterAll(() => database.drop())

  it('applies every migration once, in order, however many processes start at once', async () => {
    const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(database.pool)))
    const nonEmpty = applied.filter((names) => names.length > 0)
    expect(nonEmpty).toHaveLength(1)
    expect(nonEmpty[0]).toEqual([...nonEmpty[0]!].sort())
    const { rows } = await database.pool.query<{ name: string }>('SELECT name FROM migrations ORDER BY name')
    expect(rows.map(({ name }) => name)).toEqual(nonEmpty[0])
    expect(await migrate(database.pool)).toEqual([])
  })

  it('keeps orphans out: every reference is a real foreign key', async () => {
    const { rows } = await database.pool.query<{ table: string }>(
      `SELECT conrelid::regclass::text || ' -> ' || confrelid::regclass::text AS table FROM pg_constraint WHERE contype = 'f' ORDER BY 1`,
    )
    expect(rows.map(({ table }) => table)).toEqual([
      'activation_codes -> accounts',
      'applications -> accounts',
      'applications -> businesses',
      'events -> accounts',
      'events -> applications',
      'outbox -> applications',
      'permits -> applications',
      'sessions -> accounts',
      'verification_tasks -> accounts',
      'verification_tasks -> applications',
    ])
  })

  it('reports a bad NIK without the NIK', async () => {
    const failure = await database.pool.query(`INSERT INTO businesses (nik) VALUES ('12345')`).catch((error: unknown) => error)
    expect(JSON.stringify(failure)).toContain('23514')
    expect(JSON.stringify(failure)).not.toContain('12345')
  })
})
