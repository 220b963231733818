import type pg from 'pg'
import type { Registry } from 'prom-client'
import { outboxState, type OutboxState } from '../licensing/outbox-state.ts'
import { backlogMetrics } from '../monitoring/backlog-metrics.ts'
import { queueMetrics } from '../monitoring/queue-metrics.ts'
import { sampleState } from '../monitoring/sampled-state.ts'
import type { QueueEngine } from '../queues/engine.ts'
import type { Log } from '../service/log.ts'
import { errorFields } from './error-fields.ts'
import { knownLane } from './outbox-job.ts'

export interface WatchedQueue {
  registry: Registry
  pool: pg.Pool
  engine: Pick<QueueEngine, 'depth'>
  lanes: readonly string[]
  log: Pick<Log, 'warn'>
}

/**
 * Samples engine and outbox once a second and shows them as metrics. Each by itself: while Redis is away PostgreSQL's part is still
 * known. All workers show the same.
 */
export function watchQueue({ registry, pool, engine, lanes, log }: WatchedQueue): { close(): void } {
  const warn = (what: string) => (error: unknown, inARow: number) => {
    if (inARow === 1) log.warn({ error: errorFields(error) }, `${what} cannot be read, its metrics become absent`)
  }
  const depths = sampleState({
    read: async () => Object.fromEntries(await Promise.all(lanes.map(async (lane) => [lane, await engine.depth(lane)] as const))),
    onError: warn('the depth of the lanes'),
  })
  const outbox = sampleState({
    read: async () => inKnownLanes(await outboxState(pool), lanes),
    onError: warn('the outbox'),
  })
  queueMetrics(registry, { depthByLane: () => depths.latest(), outbox: () => outbox.latest() })
  backlogMetrics(registry, () => outbox.latest()?.backlog ?? null)
  return {
    close() {
      depths.close()
      outbox.close()
    },
  }
}

/** Every lane of the plan, with 0 where nothing waits; what waits for a lane of another plan waits for the first. */
function inKnownLanes(state: OutboxState, lanes: readonly string[]): OutboxState {
  const oldestByLaneS = Object.fromEntries(lanes.map((lane) => [lane, 0]))
  for (const [lane, oldestS] of Object.entries(state.oldestByLaneS)) {
    const known = knownLane(lane, lanes)
    oldestByLaneS[known] = Math.max(oldestByLaneS[known] ?? 0, oldestS)
  }
  return { ...state, oldestByLaneS }
}
