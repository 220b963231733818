import type { EngineName } from '../strategies/strategy.ts'
import type { QueueEngine } from './engine.ts'
import { bullmq } from './bullmq.ts'
import { bullmqPostgres, bullmqPostgresConnections } from './bullmq-postgres.ts'

export interface EngineOptions {
  /** Absent: there is no Redis, and `bullmq` becomes `bullmq-postgres`. */
  redisUrl?: string | undefined
  databaseUrl: string
  /** Keeps the queues of several systems in one store apart. */
  prefix: string
  /** PostgreSQL connections the engine may hold: `engineConnections`. */
  connections: number
  /** Told about every error of a connection; the engine itself goes on and reconnects. */
  onError?(error: Error): void
  /**
   * Told of each job of a lane that was taken back since its worker had died or stood still. Of several processes one finds it, so
   * that their counts add up.
   */
  onStalled?(lane: string): void
}

type UsableEngine = Exclude<EngineName, 'none'>

/** The engine that a plan's choice becomes on this machine. */
export function chooseEngine(wanted: UsableEngine, redisUrl: string | undefined): UsableEngine {
  return redisUrl ? wanted : 'bullmq-postgres'
}

/** PostgreSQL connections an engine holds for itself; they count against the envelope. */
export function engineConnections(engine: UsableEngine, lanes: number): number {
  return engine === 'bullmq-postgres' ? bullmqPostgresConnections(lanes) : 0
}

/**
 * Opens a queue engine. On Redis it resolves at once and connects behind; on PostgreSQL it migrates BullMQ's schema first.
 * @throws when the database of `bullmq-postgres` cannot be reached
 */
export async function createEngine(wanted: UsableEngine, options: EngineOptions): Promise<QueueEngine> {
  const { redisUrl, databaseUrl, prefix, connections, onError = () => undefined, onStalled = () => undefined } = options
  const engine = chooseEngine(wanted, redisUrl)
  if (engine === 'bullmq') return bullmq({ redisUrl: redisUrl!, prefix, onError, onStalled })
  return bullmqPostgres({ databaseUrl, prefix, connections, onError, onStalled })
}
