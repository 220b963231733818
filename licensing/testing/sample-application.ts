import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { acceptApplication } from '../accept-application.ts'
import type { ApplicationInput } from '../accept-application.ts'
import type { Application } from '../application.ts'
import { withTransaction } from '../database.ts'
import type { Queryable } from '../database.ts'
import { issueApplication } from '../issue-application.ts'
import { seedApplicants, seedOfficers } from '../seed.ts'
import { findSession } from '../sessions.ts'
import { hashToken, newToken } from '../session-token.ts'

/** A KBLI for each risk level at micro scale. */
export const KBLI_OF = { low: '47112', 'medium-low': '56102', 'medium-high': '55110', high: '86105' } as const

let serial = 0

/** A NIK of nobody (serials from 9000), another one each time. */
export function sampleNik(): string {
  serial += 1
  const [day, month] = [1 + (Math.floor(serial / 1000) % 28), 1 + (Math.floor(serial / 28_000) % 12)]
  return `327101${String(day).padStart(2, '0')}${String(month).padStart(2, '0')}90${9000 + (serial % 1000)}`
}

/** A seeded applicant's account id. */
export async function sampleAccount(db: Queryable): Promise<string> {
  const tokenHash = hashToken(newToken())
  const contact = `${randomUUID()}@warga.example`
  await seedApplicants(db, [{ contact, fullName: 'Siti Aminah', nik: sampleNik(), tokenHash, region: '3271' }])
  return (await findSession(db, tokenHash))!.accountId
}

/** Ids of two officers; once per database. */
export async function sampleOfficers(db: Queryable): Promise<[string, string]> {
  const tokens = [newToken(), newToken()]
  await seedOfficers(db, 2, tokens)
  const sessions = await Promise.all(tokens.map((token) => findSession(db, hashToken(token))))
  return sessions.map((session) => session!.accountId) as [string, string]
}

/** An application of a new business, low risk and inline unless said otherwise. */
export function sampleInput(accountId: string, changes: Partial<ApplicationInput> = {}): ApplicationInput {
  return {
    accountId,
    idempotencyKey: randomUUID(),
    bodyHash: randomUUID(),
    identity: { nik: sampleNik(), name: 'Siti Aminah' },
    business: { name: 'Warung Siti', scale: 'micro', actor: 'individual' },
    kbli: KBLI_OF.low,
    region: '3271',
    capitalRp: 25_000_000,
    workers: 2,
    intake: { kind: 'inline' },
    announcedWaitS: null,
    ...changes,
  }
}

/** Accepts in a transaction of its own and returns the id. */
export async function accept(pool: pg.Pool, input: ApplicationInput): Promise<string> {
  const result = await withTransaction(pool, (tx) => acceptApplication(tx, input))
  if (result.kind !== 'accepted') throw new Error(`Not accepted but ${result.kind}`)
  return result.application.id
}

/** Issues in a transaction of its own. */
export function issue(
  pool: pg.Pool,
  id: string,
  verdict: 'match' | 'mismatch' = 'match',
  now = new Date(),
): Promise<Application> {
  return withTransaction(pool, (tx) => issueApplication(tx, id, verdict, now))
}
