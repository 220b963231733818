import { APPLICATION_COLUMNS, PERMITS_COLUMN, toApplication, toPermit } from './application-row.ts'
import type { ApplicationRow, PermitJson } from './application-row.ts'
import type { Application, Permit, PermitKind, PermitState, Status } from './application.ts'
import type { Queryable } from './database.ts'
import type { Verdict } from './identity.ts'
import { isAutomatic } from './risk.ts'
import type { Risk } from './risk.ts'

/** What a matching identity brings at once; the rest waits for an officer (verification.ts). Table of DOMAIN in README.md. */
const PERMITS_AT_ISSUE: Record<Risk, readonly [PermitKind, PermitState][]> = {
  low: [['nib', 'issued']],
  'medium-low': [
    ['nib', 'issued'],
    ['standard-certificate', 'issued'],
  ],
  'medium-high': [
    ['nib', 'issued'],
    ['standard-certificate', 'unverified'],
  ],
  high: [['nib', 'issued']],
}

interface Outcome {
  status: Status
  code: string
  reason: string | null
  permits: readonly [PermitKind, PermitState][]
}

const MISMATCH: Outcome = {
  status: 'rejected',
  code: '90',
  reason: 'The population registry does not know this NIK under this name.',
  permits: [],
}

// Application and business are locked before either is written. An acceptance for the same business holds the business and waits
// for an application that is being written: writing first and locking later would be a deadlock.
const LOCK = {
  name: 'lock-application',
  text: `SELECT ${APPLICATION_COLUMNS} FROM applications a JOIN businesses b ON b.id = a.business_id WHERE a.id = $1 FOR UPDATE`,
}

const ISSUE = {
  name: 'issue',
  text: `
WITH business AS (
  UPDATE businesses b SET nib = coalesce(b.nib, next_nib($2)), nib_issued_at = coalesce(b.nib_issued_at, $2),
    name = coalesce(b.name, a.business_name), region = coalesce(b.region, a.region)
  FROM applications a WHERE a.id = $1 AND b.id = a.business_id AND $3 <> 'rejected'
  RETURNING b.nib
), application AS (
  UPDATE applications SET status = $3, issued_at = $2 WHERE id = $1 RETURNING sla_working_days
), permit AS (
  INSERT INTO permits (application_id, kind, number, state, issued_at)
  SELECT $1, kind, CASE kind WHEN 'nib' THEN nib ELSE permit_number(kind) END, state, $2
  FROM business, unnest($6::text[], $7::text[]) AS permit (kind, state)
  ON CONFLICT DO NOTHING
  RETURNING kind, number, state, issued_at AS "issuedAt"
), task AS (
  INSERT INTO verification_tasks (application_id, opened_at, sla_working_days)
  SELECT $1, $2, sla_working_days FROM application WHERE $3 = 'awaiting-verification' ON CONFLICT DO NOTHING
), event AS (
  INSERT INTO events (application_id, at, status, code, reason) VALUES ($1, $2, $3, $4, $5)
), done AS (
  DELETE FROM outbox WHERE application_id = $1
)
SELECT * FROM permit ORDER BY kind <> 'nib'`,
}

/**
 * Turns an accepted application into permits (match) or rejects it (mismatch), inside the caller's transaction. Idempotent: one
 * that is no longer accepted is returned as it is. Two statements. Throws `UnknownApplication`.
 */
export async function issueApplication(tx: Queryable, applicationId: string, verdict: Verdict, now: Date): Promise<Application> {
  const { rows } = await tx.query<ApplicationRow>({ ...LOCK, values: [applicationId] })
  const [row] = rows
  if (!row) throw new UnknownApplication(applicationId)
  if (row.status !== 'accepted') return loadApplication(tx, applicationId)
  const { status, code, reason, permits } = verdict === 'match' ? outcomeOf(row.risk) : MISMATCH
  const issued = await tx.query<Permit>({
    ...ISSUE,
    values: [applicationId, now, status, code, reason, permits.map(([kind]) => kind), permits.map(([, state]) => state)],
  })
  return toApplication({ ...row, status, issued_at: now }, issued.rows)
}

function outcomeOf(risk: Risk): Outcome {
  const permits = PERMITS_AT_ISSUE[risk]
  return isAutomatic(risk)
    ? { status: 'issued', code: '50', reason: null, permits }
    : { status: 'awaiting-verification', code: '10', reason: null, permits }
}

// A statement of its own: the locking one may have waited, and then its snapshot is older than the permits.
async function loadApplication(tx: Queryable, id: string): Promise<Application> {
  const { rows } = await tx.query<ApplicationRow & { permits: PermitJson[] }>(
    `SELECT ${APPLICATION_COLUMNS}, ${PERMITS_COLUMN} FROM applications a WHERE a.id = $1`,
    [id],
  )
  const [row] = rows
  if (!row) throw new UnknownApplication(id)
  return toApplication(row, row.permits.map(toPermit))
}

/** No application has this id. */
export class UnknownApplication extends Error {
  override name = 'UnknownApplication'
  constructor(id: string) {
    super(`There is no application ${id}`)
  }
}
