import type { Queryable } from './database.ts'
import { SAMPLE_LIMIT_MS } from './queue-state.ts'

/** What waits between acceptance and permit. */
export interface OutboxState {
  /** Accepted applications that are not issued, with outbox row or without. */
  backlog: number
  /** Rows not handed to the queue yet. */
  unsent: number
  /** Age of the oldest of them, s; 0 = there is none. */
  oldestUnsentS: number
  /** Age of the oldest row of each lane, handed over or not, s; a lane without rows is not there. */
  oldestByLaneS: Record<string, number>
}

// A lane's oldest row is the first of its index; from lane to lane the index is skipped through, whatever the length of the lanes
// (PostgreSQL's wiki, "Loose indexscan").
const OUTBOX_STATE = {
  name: 'outbox-state',
  query_timeout: SAMPLE_LIMIT_MS,
  text: `
WITH RECURSIVE lanes AS (
  (SELECT lane FROM outbox ORDER BY lane LIMIT 1)
  UNION ALL
  SELECT (SELECT lane FROM outbox WHERE lane > lanes.lane ORDER BY lane LIMIT 1) FROM lanes WHERE lanes.lane IS NOT NULL
), oldest AS (
  SELECT lane, (SELECT accepted_at FROM outbox WHERE outbox.lane = lanes.lane ORDER BY id LIMIT 1) AS accepted_at
  FROM lanes WHERE lane IS NOT NULL
)
SELECT (SELECT count(*) FROM applications WHERE status = 'accepted')::int AS backlog,
  unsent.count AS unsent, unsent.oldest AS "oldestUnsentS",
  (SELECT coalesce(json_object_agg(lane, greatest(extract(epoch FROM clock_timestamp() - accepted_at), 0)), '{}') FROM oldest)
    AS "oldestByLaneS"
FROM (
  SELECT count(*)::int, greatest(extract(epoch FROM clock_timestamp() - min(accepted_at)), 0)::float AS oldest
  FROM outbox WHERE sent_at IS NULL
) unsent`,
}

export async function outboxState(db: Queryable): Promise<OutboxState> {
  const { rows } = await db.query<OutboxState>(OUTBOX_STATE)
  return rows[0]!
}
