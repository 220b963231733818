import type { Queryable } from './database.ts'

/** Places up to here are counted one by one; beyond, counting for every poll of a long queue would cost more than the answer. */
const COUNTED_PLACES = 500

/**
 * A reading of the state that has no answer by then is given up and its connection closed, as PostgreSQL has gone without a word. Far
 * beyond anything that a portal in trouble brings about: there it only waits.
 */
export const SAMPLE_LIMIT_MS = 30_000

const QUEUE_STATE = {
  name: 'queue-state',
  query_timeout: SAMPLE_LIMIT_MS,
  text: `SELECT count(*)::int AS backlog, coalesce(extract(epoch FROM clock_timestamp() - min(accepted_at)), 0)::float AS oldest
    FROM applications WHERE status = 'accepted'`,
}

const PLACE = {
  name: 'place-of',
  text: `
WITH mine AS (SELECT id, lane FROM outbox WHERE application_id = $1)
SELECT mine.id::float AS own, count(front.id)::int AS counted, min(front.id)::float AS first, max(front.id)::float AS last
FROM mine LEFT JOIN LATERAL (
  SELECT id FROM outbox WHERE lane = mine.lane AND id < mine.id ORDER BY id LIMIT ${COUNTED_PLACES}
) front ON true
GROUP BY mine.id`,
}

/** Accepted applications that are not issued yet, and the age of the oldest, s (0 when there is none). */
export async function queueState(db: Queryable): Promise<{ backlog: number; oldestWaitS: number }> {
  const { rows } = await db.query<{ backlog: number; oldest: number }>(QUEUE_STATE)
  return { backlog: rows[0]?.backlog ?? 0, oldestWaitS: Math.max(0, rows[0]?.oldest ?? 0) }
}

/**
 * How many queued applications of its lane come before this one; null when it is not waiting. Exact up to 500; beyond, estimated from
 * how densely the first 500 lie among the row numbers.
 */
export async function placeOf(db: Queryable, applicationId: string): Promise<number | null> {
  const { rows } = await db.query<{ own: number; counted: number; first: number; last: number }>({
    ...PLACE,
    values: [applicationId],
  })
  const [row] = rows
  if (!row) return null
  if (row.counted < COUNTED_PLACES) return row.counted
  const density = (row.counted - 1) / (row.last - row.first)
  return Math.round((row.own - row.first) * density)
}
