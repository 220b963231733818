import type { Lane } from '../strategies/strategy.ts'

/** One application on its way to being issued. `id` is `app-<uuid>`: BullMQ refuses `:` and integers as job ids. */
export interface QueueJob {
  id: string
  lane: string
  applicationId: string
  /** Epoch ms of acceptance, for wait time. */
  acceptedAtMs: number
}

export interface LaneWorker {
  /** Stops taking jobs, waits for those in work, then resolves. */
  close(): Promise<void>
}

/**
 * A queue engine. Delivery is at least once; adding a job whose id is still known is a no-op. What an engine forgets
 * (Redis flushed) is found by `missing` and added again by the worker's reconciler: Postgres is the truth.
 */
export interface QueueEngine {
  readonly name: string
  /** Adds jobs in their order; rejects when the store cannot be reached within a few seconds (never hangs). */
  addBulk(jobs: readonly QueueJob[]): Promise<void>
  /** Ids of those jobs that the engine does not know (any more). */
  missing(jobs: readonly QueueJob[]): Promise<string[]>
  /** Jobs waiting in a lane, not those in work. */
  depth(lane: string): Promise<number>
  /** Starts working a lane; a handler that throws is retried later with back-off. */
  work(lane: Lane, handler: (job: QueueJob) => Promise<void>): LaneWorker
  close(): Promise<void>
}
