import { spawnSync } from 'node:child_process'
import type { Envelope } from '../../strategies/strategy.ts'
import { EnvironmentError, reasonOf } from '../environment/environment-error.ts'
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
  /** Processes of ours that are meant to live beside the trials and across them: whoever starts one says so. */
  readonly beside: Set<number>
  /** Servers of ours that have ended although nobody ordered it, in words. */
  deaths(): readonly string[]
  /** Ends everything that was started and removes every directory. */
  close(): Promise<void>
}

/**
 * Cleans up after labs that were killed, warns of those that live, then starts PostgreSQL and Redis.
 * @param envelope what the machine must be able to give: its open files are checked here, before anything starts
 * @throws EnvironmentError
 */
export async function openLaboratory(envelope: Pick<Envelope, 'connections' | 'openFiles'>): Promise<Laboratory> {
  let run: RunDirectory | null = null
  let postgres: PostgresServer | null = null
  let unpin = () => {}
  try {
    checkOpenFiles(envelope.openFiles)
    const { others } = await cleanUpLeftovers()
    for (const pid of others) console.error(`another laboratory is running (process ${pid}): figures will be disturbed`)
    const cores = findCores()
    unpin = pinSelf(cores)
    run = openRunDirectory()
    postgres = await startPostgres({ run, maxConnections: envelope.connections + OWN_CONNECTIONS, prefix: cores.system.prefix })
    const redis = await startRedis({ run, prefix: cores.system.prefix })
    const [server, directory] = [postgres, run]
    const deaths: string[] = []
    let closing = false
    const watch = (name: string, { ended }: Pick<PostgresServer, 'ended'>) =>
      void ended.then(
        ({ code, signal }) =>
          closing || deaths.push(`${name} ended (${signal ?? code}), killed from outside or out of disk or memory`),
      )
    watch('PostgreSQL', server)
    if (redis) watch('Redis', redis)
    return {
      run: directory,
      cores,
      postgres: server,
      redis,
      description: describe(server, redis, cores),
      beside: new Set(),
      deaths: () => deaths,
      async close() {
        closing = true
        await Promise.allSettled([server.stop(), redis?.stop()])
        directory.remove()
        unpin()
      },
    }
  } catch (cause) {
    await postgres?.stop()
    run?.remove()
    unpin()
    throw new EnvironmentError(reasonOf(cause), { cause })
  }
}

function describe(postgres: PostgresServer, redis: RedisServer | null, cores: Cores): string {
  const queue = redis ? `BullMQ on Redis ${redis.version}` : 'no Redis here: BullMQ on PostgreSQL'
  return `PostgreSQL ${postgres.version}, ${queue}, Node ${process.version}, ${cores.description}`
}

/** A shell knows the hard limit everywhere; 'unlimited' is no number and passes. */
function checkOpenFiles(needed: number): void {
  const hardLimit = Number(spawnSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).stdout)
  if (hardLimit >= needed || Number.isNaN(hardLimit)) return
  throw new EnvironmentError(
    `the envelope gives the portal ${needed} open files, this session may have ${hardLimit} (ulimit -Hn); raise the limit, e.g. with LimitNOFILE or --ulimit nofile=${needed}`,
  )
}
