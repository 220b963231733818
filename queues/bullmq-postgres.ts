import { createPostgresBackend, runMigrations, withBackend } from 'bullmq'
import pg from 'pg'
import type { QueueEngine } from './engine.ts'
import { createBullmqEngine, STORE_TIMEOUT_MS } from './bullmq-engine.ts'

/** The schema BullMQ uses when it is given a pool. */
const SCHEMA = 'bullmq'
/** Connections for short queries: claims and results of all lanes, the relay, the reconciler. Measured: see README.md. */
const QUERY_CONNECTIONS = 3

/** PostgreSQL connections this engine holds: one for each lane's LISTEN, three for queries. */
export function bullmqPostgresConnections(lanes: number): number {
  return lanes + QUERY_CONNECTIONS
}

/**
 * BullMQ on PostgreSQL, for machines without Redis: same library, same semantics, one server less, several times slower.
 * All lanes share one pool of `connections`, so the number counts exactly against the envelope.
 * @throws when the database cannot be reached or migrated
 */
export async function bullmqPostgres(options: {
  databaseUrl: string
  prefix: string
  connections: number
  onError(error: Error): void
  onStalled(lane: string): void
}): Promise<QueueEngine> {
  const { databaseUrl, prefix, connections, onError, onStalled } = options
  const { Queue, Worker } = withBackend(createPostgresBackend)
  const pool = createPool(databaseUrl, connections)
  pool.on('error', onError)
  // A connection that breaks while BullMQ has taken it out of the pool would otherwise end the process.
  pool.on('connect', (client) => client.on('error', onError))
  await migrate(pool)
  const nameOf = (lane: string) => queueName(prefix, lane)
  let lanes = 0

  return createBullmqEngine({
    name: 'bullmq-postgres',
    openQueue: (lane, settings) => new Queue(nameOf(lane), { ...settings, connection: pool }).on('error', onError),
    startWorker(lane, work, settings) {
      lanes += 1
      if (bullmqPostgresConnections(lanes) > connections)
        throw new Error(
          `bullmq-postgres: ${lanes} lanes need ${bullmqPostgresConnections(lanes)} connections, not ${connections}`,
        )
      const worker = new Worker(nameOf(lane), work, { ...settings, connection: pool }).on('error', onError)
      worker.on('stalled', () => onStalled(lane))
      // BullMQ remembers for ever that a first connection has failed. It came right after a working one, so this is rare: the
      // process ends (unhandled rejection), its supervisor starts another.
      void worker.waitUntilReady().catch((error) => {
        if (!worker.closing) throw error
      })
      return worker
    },
    ready: async () => undefined,
    async known(jobs) {
      const { rows } = await pool.query<{ id: string }>(
        'SELECT job.id FROM unnest($1::text[], $2::text[]) AS asked (queue, id) JOIN job USING (queue, id)',
        [jobs.map((job) => nameOf(job.lane)), jobs.map((job) => job.id)],
      )
      return new Set(rows.map((row) => row.id))
    },
    close: () => pool.end(),
  })
}

/** BullMQ's name of a lane. A schema serves every queue in it; the prefix keeps two systems on one database apart. */
export function queueName(prefix: string, lane: string): string {
  return `${prefix}-${lane}`
}

/** A pool for BullMQ's schema; its errors are the caller's to listen to. */
export function createPool(connectionString: string, max: number, applicationName = 'antrean-engine'): pg.Pool {
  return new pg.Pool({
    connectionString,
    max,
    connectionTimeoutMillis: STORE_TIMEOUT_MS,
    query_timeout: STORE_TIMEOUT_MS,
    keepAlive: true,
    application_name: applicationName,
    // BullMQ's SQL names its tables without a schema.
    options: `-c search_path=${SCHEMA}`,
  })
}

async function migrate(pool: pg.Pool): Promise<void> {
  const client = await pool.connect()
  try {
    await runMigrations(client, SCHEMA)
  } finally {
    client.release()
  }
}
