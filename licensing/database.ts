import pg from 'pg'

/** What storage functions need: a pool (each statement its own transaction) or a client inside `withTransaction`. */
export type Queryable = Pick<pg.ClientBase, 'query'>

export interface PoolOptions {
  /**
   * Longest wait for a free connection, ms. Absent, as in the baseline: the pool's queue has neither a bound nor a time
   * limit, so requests pile up in memory until the portal dies of heap exhaustion.
   */
  acquireTimeoutMs?: number
  /** An idle connection broke (PostgreSQL restarted); the pool replaces it. Without a listener the process would die. */
  onIdleError?: (error: Error) => void
}

/** An idle connection is closed after this long. */
const IDLE_TIMEOUT_MS = 30_000

/** A pool of at most `max` connections. */
export function createPool(url: string, max: number, options: PoolOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    // Prepared statements would keep the sequential scan planned for empty tables until autovacuum analyses them, a minute later: a
    // whole trial (seen: PostgreSQL took half of the core, with this a quarter).
    options: '-c plan_cache_mode=force_custom_plan',
    max,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    ...(options.acquireTimeoutMs === undefined ? {} : { connectionTimeoutMillis: options.acquireTimeoutMs }),
  })
  pool.on('error', (error) => options.onIdleError?.(error))
  // While a connection is checked out its errors are its own: unheard, a lost connection would end the whole process. The query
  // that was on its way fails and says so.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/** Runs `work` in one transaction: commits its result, rolls back and rethrows its error. */
export async function withTransaction<T>(pool: pg.Pool, work: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('BEGIN')
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => (broken = failure))
    throw error
  } finally {
    // A connection that cannot roll back is in an unknown state: it is closed, not given back.
    client.release(broken)
  }
}
