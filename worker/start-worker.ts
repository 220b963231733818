import type pg from 'pg'
import type { IdentityRegistry } from '../licensing/identity.ts'
import type { WorkerMetrics } from '../monitoring/worker-metrics.ts'
import type { QueueEngine } from '../queues/engine.ts'
import type { Log } from '../service/log.ts'
import type { Plan } from '../strategies/strategy.ts'
import { errorFields } from './error-fields.ts'
import { issueJob } from './issue-job.ts'
import { logRarely } from './log-rarely.ts'
import { createReconciler } from './reconciler.ts'
import { relay } from './relay.ts'
import { repeat } from './repeat.ts'

export interface WorkerParts {
  plan: Pick<Plan, 'lanes'>
  pool: pg.Pool
  engine: QueueEngine
  identityRegistry: IdentityRegistry
  metrics: WorkerMetrics
  log: Log
}

export interface RunningWorker {
  /** Stops the relay, takes no more jobs, waits for those in work (at most 4 s) and closes the engine. */
  close(): Promise<void>
}

/** Starts relay, reconciler and lanes on parts that the caller has opened; he closes all but the engine. */
export function startWorker({ plan, pool, engine, identityRegistry, metrics, log }: WorkerParts): RunningWorker {
  const lanes = plan.lanes.map((lane) => lane.name)
  const stopping = new AbortController()
  const onFailure = logRarely(log, 'an attempt at a job failed, the engine tries again')
  const issuing = { pool, identityRegistry, metrics, onFailure, stopping: stopping.signal }
  // The first failure of a row is a warning; its repetitions say nothing new.
  const failed = (what: string) => (error: unknown, inARow: number) =>
    log[inARow === 1 ? 'warn' : 'debug']({ error: errorFields(error), inARow }, `${what} failed, trying again`)

  const found = (count: number) => log.warn({ count }, 'the engine has lost jobs, sending them again')
  const repetitions = [
    repeat(() => relay(pool, engine, lanes), failed('relay')),
    repeat(createReconciler(pool, engine, lanes, found), failed('reconciler')),
  ]
  for (const lane of plan.lanes) engine.work(lane, (job) => issueJob(job, issuing))

  return {
    async close() {
      stopping.abort()
      await Promise.all(repetitions.map((repetition) => repetition.close()))
      await engine.close()
    },
  }
}
