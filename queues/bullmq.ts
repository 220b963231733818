import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { createRedisBackend, withBackend } from 'bullmq'
import { Redis } from 'ioredis'
import type { QueueEngine, QueueJob } from './engine.ts'
import { createBullmqEngine, STORE_TIMEOUT_MS } from './bullmq-engine.ts'

const MAX_RETRY_DELAY_MS = 1000
/** Reconnects after 0.1 s, then slower, at the latest every second: an outage of Redis is over for us a second after it ended. */
export const retryStrategy = (attempt: number) => Math.min(attempt * 100, MAX_RETRY_DELAY_MS)

/**
 * BullMQ on Redis. Redis may forget everything at any moment (FLUSHALL, restart without persistence): see `missing`.
 *
 * Producer: one connection for all lanes that fails fast. `enableOfflineQueue: false` because with the default a call made
 * while Redis is away waits in memory, for ever; `commandTimeout` because a Redis that accepts and does not answer would hang
 * it too. `autoResendUnfulfilledCommands` stays on: without it BullMQ's blocking connections wedge after an outage.
 * Workers: BullMQ opens a normal and a blocking connection for each lane, which do wait for Redis to come back.
 */
export function bullmq(options: {
  redisUrl: string
  prefix: string
  onError(error: Error): void
  onStalled(lane: string): void
}): QueueEngine {
  const { redisUrl, prefix, onError, onStalled } = options
  const { Queue, Worker } = withBackend(createRedisBackend)
  const redis = new Redis(redisUrl, {
    enableOfflineQueue: false,
    commandTimeout: STORE_TIMEOUT_MS,
    connectTimeout: STORE_TIMEOUT_MS,
    retryStrategy,
  })
  redis.on('error', onError)

  return createBullmqEngine({
    name: 'bullmq',
    openQueue(lane, settings) {
      // Without skipVersionCheck the queue sends INFO once; if that fails (no offline queue), it stays broken for good.
      const queue = new Queue(lane, { ...settings, prefix, connection: redis, skipVersionCheck: true })
      return queue.on('error', onError)
    },
    startWorker(lane, work, settings) {
      let closing = false
      const connection = {
        url: redisUrl,
        maxRetriesPerRequest: null,
        retryStrategy: (attempt: number) => (closing ? null : retryStrategy(attempt)),
      }
      const worker = new Worker(lane, work, { ...settings, prefix, connection }).on('error', onError)
      worker.on('stalled', () => onStalled(lane))
      async function close(): Promise<void> {
        closing = true
        // BullMQ waits for ever for the end of a connection that is between two attempts: let those end first.
        if (redis.status !== 'ready') await delay(MAX_RETRY_DELAY_MS + 200)
        await worker.close()
      }
      return { close }
    },
    async ready() {
      // `once` rejects on 'error', so a refused connection is told at once.
      if (redis.status !== 'ready') await once(redis, 'ready', { signal: AbortSignal.timeout(STORE_TIMEOUT_MS) })
    },
    async known(jobs) {
      const pipeline = redis.pipeline()
      for (const { lane, id } of jobs) pipeline.exists(`${prefix}:${lane}:${id}`)
      return idsThatExist(jobs, (await pipeline.exec()) ?? [])
    },
    async close() {
      redis.disconnect()
    },
  })
}

function idsThatExist(jobs: readonly QueueJob[], answers: [error: Error | null, exists: unknown][]): Set<string> {
  const ids = new Set<string>()
  answers.forEach(([error, exists], index) => {
    if (error) throw error
    if (exists === 1) ids.add(jobs[index]!.id)
  })
  return ids
}
