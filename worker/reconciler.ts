import { markUnsent, sentBefore } from '../licensing/outbox.ts'
import type { Queryable } from '../licensing/database.ts'
import type { QueueEngine } from '../queues/engine.ts'
import { outboxJob } from './outbox-job.ts'

const EVERY_MS = 2000
/** A job that was added less than this ago is not looked for. */
const SENT_BEFORE_S = 5
/** Rows of one question to database and engine. */
const PAGE = 500
/** Bounds the cost of a tick; a backlog of 10,000 is gone through in 20 s, at less than 1 % of one core. */
const PAGES_PER_TICK = 2

/**
 * Finds applications that were accepted and sent, are not issued, and whose job the engine does not know: it was flushed or
 * restarted, or has given the job up after its last attempt. They go back to the relay. So the engine may forget everything.
 *
 * A job that ends between the two questions is no harm: its outbox row is gone before the engine forgets it.
 */
export function createReconciler(db: Queryable, engine: QueueEngine, lanes: readonly string[], onFound: (count: number) => void) {
  let cursor = '0'

  /** Looks at one page and moves on; after the last one, from the beginning. Answers whether there are more. */
  async function nextPage(): Promise<boolean> {
    const rows = await sentBefore(db, SENT_BEFORE_S, PAGE, cursor)
    const missing = new Set(await engine.missing(rows.map((row) => outboxJob(row, lanes))))
    const lost = rows.filter((row) => missing.has(outboxJob(row, lanes).id)).map((row) => row.id)
    if (lost.length > 0) {
      await markUnsent(db, lost)
      onFound(lost.length)
    }
    const more = rows.length === PAGE
    cursor = more ? rows.at(-1)!.id : '0'
    return more
  }

  /** One tick; answers ms until the next. */
  return async function reconcile(): Promise<number> {
    for (let page = 0; page < PAGES_PER_TICK; page += 1) {
      if (!(await nextPage())) break
    }
    return EVERY_MS
  }
}
