import type { Status } from './application.ts'
import type { Queryable } from './database.ts'
import type { Risk } from './risk.ts'

export interface VerificationTask {
  id: string
  applicationId: string
  kbli: string
  region: string
  risk: Risk
  businessName: string
  /** Working days allowed (5, 7, 10 or 14). */
  slaWorkingDays: number
  openedAt: Date
  /** The officer who owns it, null while open. */
  officerId: string | null
}

export type ClaimResult =
  { kind: 'claimed'; task: VerificationTask } | { kind: 'claimed-by-another' } | { kind: 'not-open' } | { kind: 'unknown-task' }

export type Decision = { decision: 'verify' } | { decision: 'return' | 'reject'; reason: string }

export type DecideResult =
  /** `openedAt`: since when the task has been waiting. */
  | { kind: 'decided'; applicationId: string; status: Status; openedAt: Date }
  /** The officer does not hold the task: claim it first. */
  | { kind: 'not-owner' }
  | { kind: 'already-decided' }
  | { kind: 'unknown-task' }

export type ResubmitResult = { kind: 'resubmitted' } | { kind: 'not-returned'; status: Status } | { kind: 'unknown-application' }

type TaskState = 'open' | 'claimed' | 'returned' | 'decided'

const SELECT_TASK = `SELECT t.id, t.application_id AS "applicationId", a.kbli, a.region, a.risk, a.business_name AS "businessName",
  a.sla_working_days AS "slaWorkingDays", t.opened_at AS "openedAt", t.officer_id AS "officerId"`
const FROM_TASK = 'FROM verification_tasks t JOIN applications a ON a.id = t.application_id'

/** Tasks that an officer can work on: open ones and her own, oldest first. */
export async function listTasks(db: Queryable, officerId: string, limit: number): Promise<VerificationTask[]> {
  const { rows } = await db.query<VerificationTask>({
    name: 'list-tasks',
    text: `${SELECT_TASK} ${FROM_TASK}
      WHERE t.state IN ('open', 'claimed') AND (t.officer_id IS NULL OR t.officer_id = $1) ORDER BY t.opened_at LIMIT $2`,
    values: [officerId, limit],
  })
  return rows
}

const CLAIM = {
  name: 'claim-task',
  text: `
WITH claimed AS (
  UPDATE verification_tasks SET state = 'claimed', officer_id = $2, claimed_at = now() WHERE id = $1 AND state = 'open'
  RETURNING application_id
)
INSERT INTO events (application_id, status, code, officer_id) SELECT application_id, 'awaiting-verification', '20', $2 FROM claimed`,
}

/** Takes an open task; claiming one's own again is no conflict. */
export async function claimTask(db: Queryable, taskId: string, officerId: string): Promise<ClaimResult> {
  await db.query({ ...CLAIM, values: [taskId, officerId] })
  const { rows } = await db.query<VerificationTask & { state: TaskState }>(
    `${SELECT_TASK}, t.state ${FROM_TASK} WHERE t.id = $1`,
    [taskId],
  )
  if (!rows[0]) return { kind: 'unknown-task' }
  const { state, ...task } = rows[0]
  if (state !== 'claimed') return { kind: 'not-open' }
  return task.officerId === officerId ? { kind: 'claimed', task } : { kind: 'claimed-by-another' }
}

/** What a decision does: state of the task and application, status code, and what becomes of the standard certificate. */
const EFFECTS = {
  verify: { task: 'decided', status: 'issued', code: '50', certificate: 'verified' },
  return: { task: 'returned', status: 'returned', code: '11', certificate: 'unverified' },
  reject: { task: 'decided', status: 'rejected', code: '90', certificate: 'revoked' },
} as const

// Only high risk has a licence, and it has no certificate; the NIB stays whatever is decided.
const DECIDE = {
  name: 'decide-task',
  text: `
WITH task AS (
  UPDATE verification_tasks SET state = $4, decided_at = $3 WHERE id = $1 RETURNING application_id
), application AS (
  UPDATE applications a SET status = $5 FROM task WHERE a.id = task.application_id RETURNING a.id, a.risk
), certificate AS (
  UPDATE permits p SET state = $8 FROM task WHERE p.application_id = task.application_id AND p.kind = 'standard-certificate'
), licence AS (
  INSERT INTO permits (application_id, kind, number, state, issued_at)
  SELECT id, 'licence', permit_number('licence'), 'issued', $3 FROM application WHERE risk = 'high' AND $5 = 'issued'
  ON CONFLICT DO NOTHING
)
INSERT INTO events (application_id, at, status, code, reason, officer_id) SELECT application_id, $3, $5, $6, $7, $2 FROM task`,
}

/** Decides a claimed task, inside the caller's transaction. */
export async function decideTask(
  tx: Queryable,
  taskId: string,
  officerId: string,
  decision: Decision,
  now: Date,
): Promise<DecideResult> {
  const { rows } = await tx.query<{ application_id: string; state: TaskState; officer_id: string | null; opened_at: Date }>(
    'SELECT application_id, state, officer_id, opened_at FROM verification_tasks WHERE id = $1 FOR UPDATE',
    [taskId],
  )
  const [task] = rows
  if (!task) return { kind: 'unknown-task' }
  if (task.state === 'decided' || task.state === 'returned') return { kind: 'already-decided' }
  if (task.officer_id !== officerId) return { kind: 'not-owner' }
  const effect = EFFECTS[decision.decision]
  const reason = decision.decision === 'verify' ? null : decision.reason
  await tx.query({
    ...DECIDE,
    values: [taskId, officerId, now, effect.task, effect.status, effect.code, reason, effect.certificate],
  })
  return { kind: 'decided', applicationId: task.application_id, status: effect.status, openedAt: task.opened_at }
}

const RESUBMIT = {
  name: 'resubmit',
  text: `
WITH task AS (
  UPDATE verification_tasks t SET state = 'open', officer_id = NULL, claimed_at = NULL, decided_at = NULL
  FROM applications a WHERE t.application_id = $1 AND t.state = 'returned' AND a.id = t.application_id AND a.account_id = $2
  RETURNING t.application_id
), application AS (
  UPDATE applications a SET status = 'awaiting-verification' FROM task WHERE a.id = task.application_id
)
INSERT INTO events (application_id, status, code) SELECT application_id, 'awaiting-verification', '10' FROM task`,
}

/** The applicant has completed what an officer returned: the task is open again, for any officer, at its old place. */
export async function resubmit(db: Queryable, applicationId: string, accountId: string): Promise<ResubmitResult> {
  const { rowCount } = await db.query({ ...RESUBMIT, values: [applicationId, accountId] })
  if (rowCount) return { kind: 'resubmitted' }
  const { rows } = await db.query<{ status: Status }>('SELECT status FROM applications WHERE id = $1 AND account_id = $2', [
    applicationId,
    accountId,
  ])
  return rows[0] ? { kind: 'not-returned', status: rows[0].status } : { kind: 'unknown-application' }
}
