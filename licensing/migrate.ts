import { readFile, readdir } from 'node:fs/promises'
import type pg from 'pg'
import { withTransaction } from './database.ts'

const folder = new URL('./migrations/', import.meta.url)

/** Any number that nobody else locks in this database. */
const MIGRATION_LOCK = 20_210_804

/**
 * Brings the schema up to date, all or nothing, and returns the names of the migrations applied now. Of two processes at once the
 * second waits, then finds nothing to do.
 */
export async function migrate(pool: pg.Pool): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()
  return withTransaction(pool, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
    await tx.query(
      'CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT clock_timestamp())',
    )
    const { rows } = await tx.query<{ name: string }>('SELECT name FROM migrations')
    const applied = new Set(rows.map(({ name }) => name))
    const pending = files.filter((file) => !applied.has(file))
    for (const file of pending) {
      await tx.query(await readFile(new URL(file, folder), 'utf8'))
      await tx.query('INSERT INTO migrations (name) VALUES ($1)', [file])
    }
    return pending
  })
}
