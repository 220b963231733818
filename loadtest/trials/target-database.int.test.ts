import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { prepareDatabase } from '../../containers/prepare-database.ts'
import { hashToken } from '../../licensing/session-token.ts'
import { accept, sampleAccount, sampleInput } from '../../licensing/testing/sample-application.ts'
import { createTestDatabase, type TestDatabase } from '../../licensing/testing/test-database.ts'
import { personOf } from '../citizens/identity.ts'
import { loadJourneys } from '../definitions.ts'
import { EnvironmentError } from '../environment/environment-error.ts'
import moment from '../scenarios/moment.ts'
import { seedTarget } from './target-database.ts'

describe('seedTarget', () => {
  let database: TestDatabase
  beforeEach(async () => void (database = await createTestDatabase({ migrated: false })))
  afterEach(() => database.drop())

  const seed = async (fresh: boolean) =>
    seedTarget(database.url, { scenario: moment, journeys: await loadJourneys(), seed: 3, fresh })
  const count = async (table: string, where = 'true') => {
    const { rows } = await database.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE ${where}`)
    return rows[0]!.n
  }

  it('writes the scenario’s people into a database that only its portal has been prepared for', async () => {
    const { seededNib: prepared } = await prepareDatabase(database.url, 0)
    const { seededNib, officerTokens, aheadMs } = await seed(false)
    expect(seededNib).toBe(prepared)
    expect(officerTokens).toHaveLength(moment.officers)
    // Both clocks are this machine's.
    expect(Math.abs(aheadMs)).toBeLessThan(1000)
    const known = await database.pool.query(
      'SELECT role FROM sessions JOIN accounts ON accounts.id = account_id WHERE token_hash = ANY($1) ORDER BY role',
      [[personOf(3, 0).tokenHash, hashToken(officerTokens[0]!)]],
    )
    expect(known.rows.map(({ role }) => role)).toEqual(['applicant', 'officer'])
  })

  it('never mixes its people with others, and deletes those only when it is told to', async () => {
    await prepareDatabase(database.url, 0)
    const somebody = await accept(database.pool, sampleInput(await sampleAccount(database.pool)))
    await expect(seed(false)).rejects.toThrow(/holds 1 people already; with --fresh they are deleted/)
    expect(await count('applications', `id = '${somebody}'`)).toBe(1)
    await seed(true)
    expect(await count('applications', `id = '${somebody}'`)).toBe(0)
    // The probes' permit is made anew, and the page has its contents.
    expect(await count('permits', `kind = 'nib'`)).toBe(1)
    expect(await count('contents')).toBeGreaterThan(100)
    await expect(seed(false)).rejects.toThrow(/holds \d\d people already/)
    await seed(true)
  })

  it('says what is wrong with a database that is not the portal’s, or is not there', async () => {
    await expect(seed(false)).rejects.toThrow(/"accounts" does not exist; it has to be the one of the portal/)
    const nowhere = { scenario: moment, journeys: await loadJourneys(), seed: 3, fresh: false }
    const url = 'postgres://antrean@127.0.0.1:9/antrean'
    await expect(seedTarget(url, nowhere)).rejects.toThrow(EnvironmentError)
  })
})
