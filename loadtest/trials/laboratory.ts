import { EnvironmentError } from '../environment/environment-error.ts'
import { cleanUpLeftovers } from '../environment/leftovers.ts'
import { findCores, pinSelf, type Cores } from '../environment/cores.ts'
import { startPostgres, type PostgresServer } from '../environment/postgres.ts'
import { startRedis, type RedisServer } from '../environment/redis.ts'
import { openRunDirectory, type RunDirectory } from '../environment/run-directory.ts'

/** Connections beyond the envelope: the laboratory's own (sampler, audit, templates) and PostgreSQL's three reserved ones. */
const OWN_CONNECTIONS = 10

/** What all trials of a command share: a directory, PostgreSQL, Redis, and which core is whose. */
export interface Laboratory {
  readonly run: RunDirectory
  readonly cores: Cores
  readonly postgres: PostgresServer
  /** null: none on this machine; BullMQ's PostgreSQL backend carries the jobs. */
  readonly redis: RedisServer | null
  /** For people: versions, queue backend, pinning. */
  readonly description: string
  /** Ends everything that was started and removes every directory. */
  close(): Promise<void>
}

/**
 * Cleans up after labs that were killed, then starts PostgreSQL and Redis.
 * @param connections of the envelope
 * @throws EnvironmentError
 */
export async function openLaboratory(connections: number): Promise<Laboratory> {
  await cleanUpLeftovers()
  const cores = findCores()
  pinSelf(cores)
  const run = openRunDirectory()
  let postgres: PostgresServer | null = null
  try {
    postgres = await startPostgres({ run, maxConnections: connections + OWN_CONNECTIONS, prefix: cores.system.prefix })
    const redis = await startRedis({ run, prefix: cores.system.prefix })
    const server = postgres
    return {
      run,
      cores,
      postgres: server,
      redis,
      description: describe(server, redis, cores),
      async close() {
        await Promise.all([server.stop(), redis?.stop()])
        run.remove()
      },
    }
  } catch (cause) {
    await postgres?.stop()
    run.remove()
    throw new EnvironmentError((cause as Error).message, { cause })
  }
}

function describe(postgres: PostgresServer, redis: RedisServer | null, cores: Cores): string {
  const queue = redis ? `BullMQ on Redis ${redis.version}` : 'no Redis here: BullMQ on PostgreSQL'
  return `PostgreSQL ${postgres.version}, ${queue}, Node ${process.version}, ${cores.description}`
}
