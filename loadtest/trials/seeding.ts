import { randomBytes } from 'node:crypto'
import type pg from 'pg'
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

/** Who is there before anybody comes. */
export interface SeededPeople {
  seed: number
  /** Indices of the people who hold an account. */
  citizens: readonly number[]
  officers: number
}

/** Makes the template: a fresh database, its schema, and the people. */
export async function makeTemplate(postgres: PostgresServer, options: SeededPeople): Promise<Template> {
  const database = postgres.databaseName(`template_${options.seed}_${randomBytes(3).toString('hex')}`)
  const pool = createPool(await postgres.createDatabase(database), 2)
  try {
    await migrate(pool)
    return { database, ...(await seedPeople(pool, options)) }
  } finally {
    await pool.end()
  }
}

/** Contents of the page, officers with sessions, an account with a session for each citizen, and a permit for the probes, in a migrated database. */
export async function seedPeople(pool: pg.Pool, { seed, citizens, officers }: SeededPeople): Promise<Omit<Template, 'database'>> {
  await seedContents(pool)
  const officerTokens = Array.from({ length: officers }, () => randomBytes(32).toString('base64url'))
  await seedOfficers(pool, officers, officerTokens)
  for (let from = 0; from < citizens.length; from += BATCH) {
    const people = citizens.slice(from, from + BATCH).map((index) => personOf(seed, index))
    await seedApplicants(pool, people)
  }
  const seededNib = await seedPermit(pool)
  await pool.query('ANALYZE')
  const { rows } = await pool.query<{ applications: number }>('SELECT count(*)::int AS applications FROM applications')
  return { seededNib, officerTokens, applications: rows[0]!.applications }
}
