import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { createPool } from '../database.ts'
import { migrate } from '../migrate.ts'

/** Connections of a test's pool: enough for the races the tests run. */
const CONNECTIONS = 12

export interface TestDatabase {
  url: string
  pool: pg.Pool
  /** Ends the pool and drops the database. */
  drop(): Promise<void>
}

/** A database of one's own in the PostgreSQL that `TEST_DATABASE_URL` names, empty or migrated. */
export async function createTestDatabase(options: { migrated: boolean } = { migrated: true }): Promise<TestDatabase> {
  const adminUrl = process.env.TEST_DATABASE_URL
  if (!adminUrl) throw new Error('TEST_DATABASE_URL is not set: it is the URL of a PostgreSQL 18 where databases may be created')
  const name = `licensing_${randomUUID().replaceAll('-', '')}`
  await administer(adminUrl, `CREATE DATABASE ${name}`)
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  const pool = createPool(url.href, CONNECTIONS)
  if (options.migrated) await migrate(pool)
  return {
    url: url.href,
    pool,
    async drop() {
      await pool.end()
      await administer(adminUrl, `DROP DATABASE ${name} WITH (FORCE)`)
    },
  }
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
