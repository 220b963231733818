import { createPool } from '../../licensing/database.ts'
import { EnvironmentError, reasonOf } from '../environment/environment-error.ts'
import type { Journey } from '../journeys/journey.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { askOnce } from './ask-once.ts'
import { seedPeople, type Template } from './seeding.ts'
import { seededCitizens } from './template-for.ts'

/** Somebody who holds a lock for longer is not going to give it back soon. */
const LOCK_LIMIT_MS = 10_000

/** What the laboratory knows of a database that a running portal writes to. */
export interface TargetDatabase extends Pick<Template, 'seededNib' | 'officerTokens'> {
  readonly url: string
  /** By how much its clock is ahead of ours, ms. */
  readonly aheadMs: number
}

/**
 * Writes a scenario's people into the database of a portal that runs: accounts and sessions of those who come with one, officers, and the
 * permit that probes ask for. They must be the first there: who has applied before gets no second permit for the same business.
 * @param fresh deletes whoever is there, and all they have applied for
 * @throws EnvironmentError when it cannot be reached, is no database of ours, or holds people and `fresh` is false
 */
export async function seedTarget(
  url: string,
  {
    scenario,
    journeys,
    seed,
    fresh,
  }: { scenario: Scenario; journeys: ReadonlyMap<string, Journey>; seed: number; fresh: boolean },
): Promise<TargetDatabase> {
  try {
    if (fresh) await empty(url)
    else await checkEmpty(url)
    const pool = createPool(url, 2)
    try {
      const citizens = seededCitizens(scenario, journeys, seed)
      const { seededNib, officerTokens } = await seedPeople(pool, { seed, citizens, officers: scenario.officers })
      return { url, seededNib, officerTokens, aheadMs: await clockAheadMs(url) }
    } finally {
      await pool.end()
    }
  } catch (cause) {
    if (cause instanceof EnvironmentError) throw cause
    const isOther = (cause as { code?: unknown }).code === '42P01' // A table is missing.
    const remedy = isOther
      ? '; it has to be the one of the portal, which containers/database.ts or `npm start -- up` prepares'
      : ''
    throw new EnvironmentError(`the database of the target: ${reasonOf(cause)}${remedy}`, { cause })
  }
}

/** The probes' account and permit are there from the first day. */
async function checkEmpty(url: string): Promise<void> {
  const [found] = await askOnce<{ accounts: number }>(url, 'SELECT greatest(count(*) - 1, 0)::int AS accounts FROM accounts')
  if (found!.accounts === 0) return
  throw new EnvironmentError(
    `the target's database holds ${found!.accounts} people already; with --fresh they are deleted first, and all they have applied for`,
  )
}

/** Everything hangs on accounts and businesses. Identities go on counting: running workers remember how far they have come. */
async function empty(url: string): Promise<void> {
  await askOnce(url, `SET lock_timeout = ${LOCK_LIMIT_MS}; TRUNCATE accounts, businesses CONTINUE IDENTITY CASCADE`)
}

async function clockAheadMs(url: string): Promise<number> {
  const [there] = await askOnce<{ aheadMs: number }>(
    url,
    'SELECT extract(epoch FROM clock_timestamp())::float * 1000 AS "aheadMs"',
  )
  return there!.aheadMs - Date.now()
}
