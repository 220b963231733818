import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { listContents } from './contents.ts'
import { NIB_PATTERN } from './nib.ts'
import { findPermit } from './permits.ts'
import { seedApplicants, seedContents, seedOfficers, seedPermit } from './seed.ts'
import { hashToken, newToken } from './session-token.ts'
import { findSession } from './sessions.ts'
import { countByLabel } from './statistics.ts'
import { accept, issue, KBLI_OF, sampleAccount, sampleInput, sampleNik } from './testing/sample-application.ts'
import { createTestDatabase } from './testing/test-database.ts'
import type { TestDatabase } from './testing/test-database.ts'

describe('seed', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database.drop())

  it('fills the front page with some 120 items and 100 KB, once', async () => {
    await seedContents(database.pool)
    await seedContents(database.pool)
    const contents = await listContents(database.pool)
    expect(contents).toHaveLength(120)
    const kilobytes = contents.reduce((sum, { title, body }) => sum + title.length + body.length, 0) / 1000
    expect(kilobytes).toBeGreaterThan(80)
    expect(kilobytes).toBeLessThan(130)
    expect(contents[0]).toMatchObject({ kind: 'announcement', publishedOn: '2022-09-21' })
  })

  it('makes thousands of applicants with identity and session in one go', async () => {
    const people = Array.from({ length: 3000 }, (_, i) => ({
      contact: i % 2 ? `+62812${i}` : `warga-${i}@warga.example`,
      fullName: `Warga ${i}`,
      nik: sampleNik(),
      tokenHash: hashToken(`token-${i}`),
      region: '3374',
    }))
    people[0]!.nik = '3374014102059001'
    await seedApplicants(database.pool, people)
    expect(await findSession(database.pool, hashToken('token-2999'))).toMatchObject({
      role: 'applicant',
      identity: { nik: people[2999]!.nik, name: 'Warga 2999' },
    })
    const { rows } = await database.pool.query(
      'SELECT date_of_birth::text, gender, channel, postcode, active FROM accounts WHERE nik = $1',
      [people[0]!.nik],
    )
    expect(rows).toEqual([{ date_of_birth: '2005-02-01', gender: 'female', channel: 'email', postcode: '33740', active: true }])
  })

  it('makes officers with a session each', async () => {
    const tokens = [newToken(), newToken()]
    await seedOfficers(database.pool, 2, tokens)
    const sessions = await Promise.all(tokens.map((token) => findSession(database.pool, hashToken(token))))
    expect(sessions.map((session) => session?.role)).toEqual(['officer', 'officer'])
    expect(sessions[0]?.accountId).not.toBe(sessions[1]?.accountId)
    await expect(seedOfficers(database.pool, 2, [newToken()])).rejects.toThrow(RangeError)
  })

  it('makes one NIB for the probes, the same again', async () => {
    const nib = await seedPermit(database.pool)
    expect(nib).toMatch(NIB_PATTERN)
    expect(await seedPermit(database.pool)).toBe(nib)
    expect(await findPermit(database.pool, nib)).toMatchObject({ nib, permits: [{ kind: 'nib', state: 'issued' }] })
  })
})

describe('what the public sees', () => {
  let database: TestDatabase
  let account: string
  beforeAll(async () => {
    database = await createTestDatabase()
    account = await sampleAccount(database.pool)
  })
  afterAll(() => database.drop())

  it('checks a NIB without personal data: business, place and every permit of the business', async () => {
    const input = sampleInput(account, { kbli: KBLI_OF['medium-high'] })
    const { nib } = await issue(database.pool, await accept(database.pool, input))
    await issue(
      database.pool,
      await accept(database.pool, sampleInput(account, { identity: input.identity, kbli: KBLI_OF['medium-low'] })),
    )
    const permit = await findPermit(database.pool, nib!)
    expect(permit).toEqual({
      nib,
      business: { name: 'Warung Siti', region: '3271' },
      permits: [
        { kind: 'nib', state: 'issued', issuedAt: expect.any(Date) },
        { kind: 'standard-certificate', state: 'unverified', issuedAt: expect.any(Date) },
        { kind: 'standard-certificate', state: 'issued', issuedAt: expect.any(Date) },
      ],
    })
    expect(JSON.stringify(permit)).not.toMatch(new RegExp(`${input.identity.nik}|${input.identity.name}`))
    expect(await findPermit(database.pool, '0000000000000')).toBeNull()
  })

  it("counts by the paper's labels", async () => {
    const before = await countByLabel(database.pool)
    await accept(database.pool, sampleInput(account))
    await issue(database.pool, await accept(database.pool, sampleInput(account)), 'mismatch')
    for (const risk of ['low', 'medium-low', 'medium-high', 'high'] as const) {
      await issue(database.pool, await accept(database.pool, sampleInput(account, { kbli: KBLI_OF[risk] })))
    }
    const after = await countByLabel(database.pool)
    const gained = Object.fromEntries(
      Object.entries(after).map(([label, n]) => [label, n - before[label as keyof typeof before]]),
    )
    expect(gained).toEqual({ automatic: 2, waitingForVerification: 2, issuedAfterVerification: 0, accepted: 1, rejected: 1 })
  })
})
