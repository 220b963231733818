import type { Queryable } from './database.ts'
import { SAMPLE_LIMIT_MS } from './queue-state.ts'

/** The officers' queue: tasks that wait for a decision, and those that wait for the applicant. */
export interface VerificationQueue {
  open: number
  claimed: number
  /** With the applicant, who has something to complete: their age does not count. */
  returned: number
  /** Age of the oldest open or claimed task, s; 0 = there is none. */
  oldestS: number
  /** Open or claimed tasks older than the working days allowed. */
  overdue: number
  /** Share of its allowed working days that the worst open or claimed task has used; 0 = there is none. */
  slaUsedRatio: number
  /** Officers who hold at least one task. */
  officersBusy: number
}

// Of those that are allowed equally many days the oldest is the worst.
const VERIFICATION_QUEUE = {
  name: 'verification-queue',
  query_timeout: SAMPLE_LIMIT_MS,
  text: `
WITH undecided AS (
  SELECT state, sla_working_days AS sla, count(*) AS tasks, min(opened_at) AS first,
    working_days_before(now(), sla_working_days) AS overdue_before
  FROM verification_tasks WHERE state <> 'decided' GROUP BY state, sla_working_days
), waiting AS (
  SELECT * FROM undecided WHERE state <> 'returned'
)
SELECT
  (SELECT coalesce(sum(tasks), 0) FROM undecided WHERE state = 'open')::int AS open,
  (SELECT coalesce(sum(tasks), 0) FROM undecided WHERE state = 'claimed')::int AS claimed,
  (SELECT coalesce(sum(tasks), 0) FROM undecided WHERE state = 'returned')::int AS returned,
  (SELECT greatest(extract(epoch FROM now() - min(first)), 0) FROM waiting)::float AS "oldestS",
  (SELECT count(*) FROM waiting JOIN verification_tasks task USING (state)
    WHERE task.state <> 'decided' AND task.sla_working_days = sla AND task.opened_at < overdue_before)::int AS overdue,
  (SELECT greatest(max((working_days_to(now()) - working_days_to(first)) / sla), 0) FROM waiting)::float AS "slaUsedRatio",
  (SELECT count(DISTINCT officer_id) FROM verification_tasks WHERE state = 'claimed')::int AS "officersBusy"`,
}

/** Reads the whole queue from one index: 10,000 tasks take some milliseconds. */
export async function verificationQueue(db: Queryable): Promise<VerificationQueue> {
  const { rows } = await db.query<VerificationQueue>(VERIFICATION_QUEUE)
  return rows[0]!
}
