import { setTimeout as delay } from 'node:timers/promises'
import { createPostgresBackend, createRedisBackend, withBackend, type Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { STORE_TIMEOUT_MS } from './bullmq-engine.ts'
import { createPool, queueName } from './bullmq-postgres.ts'
import { retryStrategy } from './bullmq.ts'
import { chooseEngine, type EngineOptions } from './create-engine.ts'

/** Enough for one person who looks: a page of jobs is asked for job by job. */
const POSTGRES_CONNECTIONS = 2

/** The lanes of a plan as BullMQ's own queues, for those who look into them: nothing is added or worked here. */
export interface LaneQueues {
  readonly store: 'bullmq' | 'bullmq-postgres'
  /** In the order of the plan, by lane. */
  readonly queues: ReadonlyMap<string, Queue>
  close(): Promise<void>
}

/**
 * Opens the queues that an engine with the same options fills. Later outages are survived: a call fails within 3 s, and works again when
 * the store is back. On PostgreSQL it takes two connections of its own, outside of any envelope.
 * @throws when the store cannot be reached within 3 s, or is a database that no worker has prepared yet; call again later
 */
export async function openLaneQueues(
  wanted: 'bullmq' | 'bullmq-postgres',
  lanes: readonly string[],
  options: Omit<EngineOptions, 'connections'>,
): Promise<LaneQueues> {
  const store = chooseEngine(wanted, options.redisUrl)
  const opened = store === 'bullmq' ? onRedis(lanes, options) : onPostgres(lanes, options)
  const close = async () => {
    await Promise.all([...opened.queues.values()].map((queue) => queue.close()))
    await opened.disconnect()
  }
  try {
    await Promise.race([opened.connected(), tooLate(store)])
    return { store, queues: opened.queues, close }
  } catch (error) {
    // A queue whose first connection has failed waits for ever when it is closed: only the connection is ended.
    await opened.disconnect()
    throw error
  }
}

interface Opened {
  readonly queues: ReadonlyMap<string, Queue>
  connected(): Promise<unknown>
  disconnect(): Promise<void>
}

type StoreOptions = Omit<EngineOptions, 'connections'>

function onRedis(lanes: readonly string[], { redisUrl, prefix, onError = () => undefined }: StoreOptions): Opened {
  const redis = new Redis(redisUrl!, {
    lazyConnect: true,
    enableOfflineQueue: false,
    commandTimeout: STORE_TIMEOUT_MS,
    connectTimeout: STORE_TIMEOUT_MS,
    retryStrategy,
  })
  let lastError: Error | undefined
  redis.on('error', (error: Error) => onError((lastError = error)))
  const { Queue: RedisQueue } = withBackend(createRedisBackend)
  const queues = new Map<string, Queue>()
  return {
    queues,
    async connected() {
      // ioredis says no more than "Connection is closed"; the event before it has the reason.
      await redis.connect().catch((error: Error) => Promise.reject(lastError ?? error))
      // Only now: BullMQ remembers for ever that a first connection has failed.
      for (const lane of lanes)
        queues.set(
          lane,
          new RedisQueue(lane, { ...LOOKING, prefix, connection: redis, skipVersionCheck: true }).on('error', onError),
        )
    },
    disconnect: async () => redis.disconnect(),
  }
}

function onPostgres(lanes: readonly string[], { databaseUrl, prefix, onError = () => undefined }: StoreOptions): Opened {
  const pool = createPool(databaseUrl, POSTGRES_CONNECTIONS, 'antrean-operators')
  pool.on('error', onError)
  pool.on('connect', (client) => client.on('error', onError))
  const { Queue: PostgresQueue } = withBackend(createPostgresBackend)
  const queues = new Map<string, Queue>()
  return {
    queues,
    async connected() {
      for (const lane of lanes) {
        const queue = new PostgresQueue(queueName(prefix, lane), { ...LOOKING, connection: pool }).on('error', onError)
        // Queue's type says Redis where it says nothing; what is called here is the same over every backend.
        queues.set(lane, queue as unknown as Queue)
      }
      // Fails as long as BullMQ's schema is not there: making it is the worker's business.
      await Promise.all([...queues.values()].map((queue) => queue.waitUntilReady()))
    },
    disconnect: () => pool.end(),
  }
}

/** Without this a queue that is opened overwrites the settings that the worker has written. */
const LOOKING = { skipMetasUpdate: true }

async function tooLate(store: string): Promise<never> {
  await delay(STORE_TIMEOUT_MS, undefined, { ref: false })
  throw new Error(`${store}: no answer within ${STORE_TIMEOUT_MS} ms`)
}
