import type pg from 'pg'
import { withTransaction } from '../licensing/database.ts'
import { claimUnsent, markSent } from '../licensing/outbox.ts'
import type { QueueEngine } from '../queues/engine.ts'
import { outboxJob } from './outbox-job.ts'

/** Rows of one transaction; held locked for as long as the engine takes to add them, some 0.1 s. */
export const RELAY_BATCH = 500
/** Longest time that an accepted application lies in the outbox when all is well. */
const IDLE_PAUSE_MS = 50

/**
 * One run of the outbox relay: hands the oldest unsent rows to the engine and marks them, in one transaction. When that breaks
 * anywhere they stay unsent and are offered again, under the same job ids, so nothing is lost and nothing is there twice.
 * Several relays share the work (SKIP LOCKED).
 * @returns ms until the next run: 0 when the batch was full
 */
export async function relay(pool: pg.Pool, engine: QueueEngine, lanes: readonly string[]): Promise<number> {
  const relayed = await withTransaction(pool, async (tx) => {
    const rows = await claimUnsent(tx, RELAY_BATCH)
    if (rows.length === 0) return 0
    await engine.addBulk(rows.map((row) => outboxJob(row, lanes)))
    await markSent(
      tx,
      rows.map((row) => row.id),
    )
    return rows.length
  })
  return relayed === RELAY_BATCH ? 0 : IDLE_PAUSE_MS
}
