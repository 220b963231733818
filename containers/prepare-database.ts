import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { createPool } from '../licensing/database.ts'
import { migrate } from '../licensing/migrate.ts'
import { seedContents, seedPermit } from '../licensing/seed.ts'

const AGAIN_MS = 250
/** Of PostgreSQL: starting up, shutting down. */
const NOT_YET = /^(57P03|57P01|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH)$/

/**
 * Gives a database what the portal needs: the schema, the contents of its page, and one permit for probes to ask for. May be run
 * again at any time: it adds what is missing.
 * @param limitMs longest wait for a server that is starting
 * @returns the migrations applied now, and the NIB of that permit
 * @throws what PostgreSQL says when it cannot be reached within the limit, or refuses
 */
export async function prepareDatabase(databaseUrl: string, limitMs: number): Promise<{ applied: string[]; seededNib: string }> {
  const pool = createPool(databaseUrl, 2)
  try {
    await reach(pool, Date.now() + limitMs)
    const applied = await migrate(pool)
    await seedContents(pool)
    const seededNib = await seedPermit(pool)
    await pool.query('ANALYZE')
    return { applied, seededNib }
  } finally {
    await pool.end()
  }
}

async function reach(pool: pg.Pool, untilMs: number): Promise<void> {
  for (;;) {
    try {
      return void (await pool.query('SELECT 1'))
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      if (!NOT_YET.test(code) || Date.now() > untilMs) throw error
      await sleep(AGAIN_MS)
    }
  }
}
