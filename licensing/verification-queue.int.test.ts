import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { withTransaction } from './database.ts'
import { accept, issue, KBLI_OF, sampleAccount, sampleInput, sampleOfficers } from './testing/sample-application.ts'
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts'
import { verificationQueue } from './verification-queue.ts'
import { claimTask, decideTask } from './verification.ts'

const NOBODY_WAITS = { open: 0, claimed: 0, returned: 0, oldestS: 0, overdue: 0, slaUsedRatio: 0, officersBusy: 0 }

describe('the verification queue', () => {
  let database: TestDatabase
  let account: string
  let officers: [string, string]
  beforeAll(async () => {
    database = await createTestDatabase()
    account = await sampleAccount(database.pool)
    officers = await sampleOfficers(database.pool)
  })
  beforeEach(() => database.pool.query('DELETE FROM verification_tasks'))
  afterAll(() => database.drop())

  /** A clinic has 14 working days, a doctor's practice 10. */
  const openTask = async (kbli: string = KBLI_OF.high, openedAt = 'now()') => {
    const application = await accept(database.pool, sampleInput(account, { kbli }))
    await issue(database.pool, application)
    const { rows } = await database.pool.query<{ id: string }>(
      `UPDATE verification_tasks SET opened_at = ${openedAt} WHERE application_id = $1 RETURNING id`,
      [application],
    )
    return rows[0]!.id
  }
  const decide = (task: string, officer: string, decision: 'verify' | 'return') =>
    withTransaction(database.pool, (tx) => decideTask(tx, task, officer, { decision, reason: 'Denah' }, new Date()))
  /** The moment from which so many working days have passed until now. */
  const workingDaysAgo = (days: number) => `working_days_before(now(), ${days})`

  it('follows tasks and officers through claim, return and decision', async () => {
    expect(await verificationQueue(database.pool)).toEqual(NOBODY_WAITS)
    const [first, second, third] = [await openTask(), await openTask(), await openTask()]
    expect(await verificationQueue(database.pool)).toMatchObject({ open: 3, claimed: 0, returned: 0, officersBusy: 0 })
    await claimTask(database.pool, first, officers[0])
    await claimTask(database.pool, second, officers[0])
    await claimTask(database.pool, third, officers[1])
    expect(await verificationQueue(database.pool)).toMatchObject({ open: 0, claimed: 3, officersBusy: 2 })
    await decide(first, officers[0], 'verify')
    await decide(third, officers[1], 'return')
    expect(await verificationQueue(database.pool)).toMatchObject({ open: 0, claimed: 1, returned: 1, officersBusy: 1 })
    await decide(second, officers[0], 'verify')
    // What the applicant has to complete is there, and nobody's time runs.
    expect(await verificationQueue(database.pool)).toEqual({ ...NOBODY_WAITS, returned: 1 })
  })

  it('knows the age of the oldest, and the worst share of the working days allowed, which need not be the same task', async () => {
    await openTask('86105', workingDaysAgo(9))
    await openTask('86201', workingDaysAgo(8))
    const queue = await verificationQueue(database.pool)
    expect(queue.slaUsedRatio).toBeCloseTo(0.8, 3)
    expect(queue.overdue).toBe(0)
    const { rows } = await database.pool.query<{ s: number }>(
      `SELECT extract(epoch FROM now() - ${workingDaysAgo(9)})::float AS s`,
    )
    expect(Math.abs(queue.oldestS - rows[0]!.s)).toBeLessThan(60)
  })

  it('counts those beyond their working days, claimed or not, but none that is with the applicant', async () => {
    await openTask('86105', `${workingDaysAgo(14)} + interval '1 min'`)
    await openTask('86105', `${workingDaysAgo(14)} - interval '1 min'`)
    const claimed = await openTask('86201', `${workingDaysAgo(10)} - interval '1 min'`)
    const returned = await openTask('86201', `${workingDaysAgo(30)} - interval '1 min'`)
    await claimTask(database.pool, claimed, officers[0])
    await claimTask(database.pool, returned, officers[1])
    await decide(returned, officers[1], 'return')
    const queue = await verificationQueue(database.pool)
    expect(queue).toMatchObject({ open: 2, claimed: 1, returned: 1, overdue: 2 })
    expect(queue.slaUsedRatio).toBeGreaterThan(1)
    expect(queue.slaUsedRatio).toBeLessThan(1.01)
  })

  it.each([
    ['a Wednesday to the Friday after', '2026-11-18 10:00+07', '2026-11-20 16:00+07', 2.25],
    ['over a weekend', '2026-11-20 12:00+07', '2026-11-23 12:00+07', 1],
    ['inside a weekend', '2026-11-21 00:00+07', '2026-11-23 00:00+07', 0],
    ['two weeks', '2026-11-10 09:30+07', '2026-11-24 09:30+07', 10],
    ['by the clock of Jakarta, not of UTC', '2026-11-20 17:00+00', '2026-11-22 17:00+00', 0],
    ['across a turn of the year', '2026-12-31 00:00+07', '2027-01-04 00:00+07', 2],
  ])('counts the working days of %s', async (_name, since, until, days) => {
    const { rows } = await database.pool.query<{ days: number }>('SELECT working_days_to($2) - working_days_to($1) AS days', [
      since,
      until,
    ])
    expect(rows[0]!.days).toBeCloseTo(days, 9)
  })

  it('finds the moment again from which so many working days have passed; in a weekend that is its beginning', async () => {
    const { rows } = await database.pool.query<{ wrong: number; tried: number }>(`
      SELECT count(*)::int AS tried, count(*) FILTER (WHERE abs(working_days_to(at) - working_days_to(before) - days) > 1e-6
        OR extract(isodow FROM before AT TIME ZONE 'Asia/Jakarta' - interval '1 microsecond') > 5)::int AS wrong
      FROM generate_series(timestamptz '2026-11-01', '2026-12-01', interval '5 hours 7 min') AS at, unnest(ARRAY[1, 5, 7, 10, 14]) AS days,
        LATERAL (SELECT working_days_before(at, days) AS before) found`)
    expect(rows[0]!.tried).toBeGreaterThan(500)
    expect(rows[0]!.wrong).toBe(0)
  })
})
