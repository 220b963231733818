import { randomBytes } from 'node:crypto'
import { createPool } from '../../licensing/database.ts'
import { migrate } from '../../licensing/migrate.ts'
import { seedApplicants, seedContents, seedOfficers, seedPermit } from '../../licensing/seed.ts'
import { personOf } from '../citizens/identity.ts'
import type { PostgresServer } from '../environment/postgres.ts'

/** A migrated and seeded database that every trial of a block gets a copy of. */
export interface Template {
  database: string
  /** A NIB that exists, for probes. */
  seededNib: string
  officerTokens: readonly string[]
  /** Applications that are there before anybody comes. */
  applications: number
}

/** Rows per INSERT: 1,000 people are about 300 kB of parameters. */
const BATCH = 1000

/**
 * Makes the template: schema, contents of the page, officers with sessions, and an account with a session for each seeded citizen.
 * @param citizens indices of the people who hold an account before the trial starts
 */
export async function makeTemplate(
  postgres: PostgresServer,
  options: { seed: number; citizens: readonly number[]; officers: number },
): Promise<Template> {
  const database = postgres.databaseName(`template_${options.seed}_${randomBytes(3).toString('hex')}`)
  const pool = createPool(await postgres.createDatabase(database), 2)
  try {
    await migrate(pool)
    await seedContents(pool)
    const officerTokens = Array.from({ length: options.officers }, () => randomBytes(32).toString('base64url'))
    await seedOfficers(pool, options.officers, officerTokens)
    for (let from = 0; from < options.citizens.length; from += BATCH) {
      const people = options.citizens.slice(from, from + BATCH).map((index) => personOf(options.seed, index))
      await seedApplicants(pool, people)
    }
    const seededNib = await seedPermit(pool)
    await pool.query('ANALYZE')
    const { rows } = await pool.query<{ applications: number }>('SELECT count(*)::int AS applications FROM applications')
    return { database, seededNib, officerTokens, applications: rows[0]!.applications }
  } finally {
    await pool.end()
  }
}
