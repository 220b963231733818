import type { Queryable } from './database.ts'
import type { Identity } from './identity.ts'
import { KBLI_EDITION } from './kbli.ts'
import { riskOf } from './risk.ts'
import type { Risk, Scale } from './risk.ts'

export type Actor = 'business-entity' | 'individual' | 'representative-office' | 'foreign-entity'
export const ACTORS = [
  'business-entity',
  'individual',
  'representative-office',
  'foreign-entity',
] as const satisfies readonly Actor[]

export interface ApplicationInput {
  accountId: string
  idempotencyKey: string
  /** SHA-256 of the request's body, hex: tells a repeated request from a key used twice. */
  bodyHash: string
  identity: Identity
  business: { name: string; scale: Scale; actor: Actor }
  /** A code that `findKbli` knows. */
  kbli: string
  /** Four digits: kabupaten or kota. */
  region: string
  capitalRp: number
  workers: number
  /** queued writes the outbox row, with the lane; inline writes none: the same transaction must issue. */
  intake: { kind: 'inline' } | { kind: 'queued'; lane: string }
  /** Wait told to the citizen, s; kept for the repeated answer and for the promise. */
  announcedWaitS: number | null
}

/** What an acceptance tells; the same for the first and for every repeated request. */
export interface AcceptedApplication {
  id: string
  risk: Risk
  intake: 'inline' | 'queued'
  announcedWaitS: number | null
  acceptedAt: Date
}

type Accepted = { kind: 'accepted'; application: AcceptedApplication }
/** The key was used before with the same body: give the same answer again (inline: `findApplication` has the permits). */
export type Replayed = { kind: 'replayed'; application: AcceptedApplication }
/** The first request with this key is still running: 409 + Retry-After. */
type InProgress = { kind: 'in-progress' }
/** The key was used before with another body: 422. */
export type KeyReused = { kind: 'key-reused' }
/** The business has an application for this KBLI and region that is not rejected: 409. Null id: it is another account's. */
type AlreadyApplied = { kind: 'already-applied'; applicationId: string | null }

export type AcceptResult = Accepted | Replayed | InProgress | KeyReused | AlreadyApplied

interface AcceptedRow {
  kind: 'accepted' | 'previous'
  id: string
  body_hash: string
  risk: Risk
  intake: 'inline' | 'queued'
  announced_wait_s: number | null
  accepted_at: Date
}

// Its own statement: what the next one sees begins after the lock, so a key's second request cannot miss the first's row.
const LOCK_KEY = {
  name: 'lock-key',
  text: 'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS locked',
}

const PREVIOUS = `
  SELECT id, body_hash, risk, intake, announced_wait_s, accepted_at
  FROM applications WHERE account_id = $1 AND idempotency_key = $2`

// The update of a business that exists already is there for its lock (two applications of one business take turns) and its id.
const ACCEPT = {
  name: 'accept',
  text: `
WITH previous AS (${PREVIOUS}
), business AS (
  INSERT INTO businesses (nik) SELECT $4 WHERE NOT EXISTS (SELECT FROM previous)
  ON CONFLICT (nik) DO UPDATE SET last_applied_at = now()
  RETURNING id
), application AS (
  INSERT INTO applications (account_id, idempotency_key, body_hash, business_id, owner_name, business_name, actor, scale, kbli,
    kbli_edition, region, capital_rp, workers, risk, sla_working_days, intake, announced_wait_s)
  SELECT $1, $2, $3, business.id, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17 FROM business
  ON CONFLICT (business_id, kbli, region) WHERE status <> 'rejected' DO NOTHING
  RETURNING id, body_hash, risk, intake, announced_wait_s, accepted_at
), event AS (
  INSERT INTO events (application_id, status, code) SELECT id, 'accepted', '05' FROM application
), queued AS (
  INSERT INTO outbox (application_id, lane, accepted_at) SELECT id, $18, accepted_at FROM application WHERE $18::text IS NOT NULL
)
SELECT 'accepted' AS kind, * FROM application UNION ALL SELECT 'previous', * FROM previous`,
}

/**
 * Accepts an application inside the caller's transaction: business, application (status accepted), event and, when queued, the
 * outbox row, all or nothing. Two statements, a third only for `already-applied`. Throws `UnknownKbli`.
 */
export async function acceptApplication(tx: Queryable, input: ApplicationInput): Promise<AcceptResult> {
  const { risk, slaWorkingDays } = riskOf(input.kbli, input.business.scale)
  const lock = await tx.query<{ locked: boolean }>({ ...LOCK_KEY, values: [`${input.accountId}:${input.idempotencyKey}`] })
  if (!lock.rows[0]?.locked) return { kind: 'in-progress' }
  const { rows } = await tx.query<AcceptedRow>({
    ...ACCEPT,
    values: [
      input.accountId,
      input.idempotencyKey,
      input.bodyHash,
      input.identity.nik,
      input.identity.name,
      input.business.name,
      input.business.actor,
      input.business.scale,
      input.kbli,
      KBLI_EDITION,
      input.region,
      input.capitalRp,
      input.workers,
      risk,
      slaWorkingDays,
      input.intake.kind,
      input.announcedWaitS,
      input.intake.kind === 'queued' ? input.intake.lane : null,
    ],
  })
  const [row] = rows
  if (!row) return alreadyApplied(tx, input)
  return row.kind === 'accepted' ? { kind: 'accepted', application: toAccepted(row) } : replay(row, input.bodyHash)
}

/**
 * What a key already led to, without locking: lets an inline portal answer a repeat before it asks the registry. Null: nothing.
 */
export async function findReplay(
  db: Queryable,
  key: Pick<ApplicationInput, 'accountId' | 'idempotencyKey' | 'bodyHash'>,
): Promise<Replayed | KeyReused | null> {
  const { rows } = await db.query<AcceptedRow>({
    name: 'find-replay',
    text: PREVIOUS,
    values: [key.accountId, key.idempotencyKey],
  })
  return rows[0] ? replay(rows[0], key.bodyHash) : null
}

function replay(row: AcceptedRow, bodyHash: string): Replayed | KeyReused {
  return row.body_hash === bodyHash ? { kind: 'replayed', application: toAccepted(row) } : { kind: 'key-reused' }
}

function toAccepted(row: AcceptedRow): AcceptedApplication {
  return { id: row.id, risk: row.risk, intake: row.intake, announcedWaitS: row.announced_wait_s, acceptedAt: row.accepted_at }
}

/** The id is told to its owner only: an application of another account for the same NIK is not hers to see. */
async function alreadyApplied(tx: Queryable, input: ApplicationInput): Promise<AlreadyApplied> {
  const { rows } = await tx.query<{ id: string }>(
    `SELECT a.id FROM applications a JOIN businesses b ON b.id = a.business_id
     WHERE b.nik = $1 AND a.kbli = $2 AND a.region = $3 AND a.status <> 'rejected' AND a.account_id = $4`,
    [input.identity.nik, input.kbli, input.region, input.accountId],
  )
  return { kind: 'already-applied', applicationId: rows[0]?.id ?? null }
}
