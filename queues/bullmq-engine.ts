import { setTimeout as delay } from 'node:timers/promises'
import type { BulkJobOptions, Job, QueueOptions, WorkerOptions } from 'bullmq'
import type { EngineName, Lane } from '../strategies/strategy.ts'
import type { LaneWorker, QueueEngine, QueueJob } from './engine.ts'

/** A call into the store that has not come back by then is rejected: the relay backs off, nothing hangs. */
export const STORE_TIMEOUT_MS = 3000
/** Closing waits this long for jobs in work and for an answering store; the worker process has 5 s in all. */
const CLOSE_TIMEOUT_MS = 4000

/**
 * Options of every job.
 *
 * - removeOnComplete/removeOnFail: a finished job leaves nothing behind, so memory is bounded by the backlog. Its id is then
 *   unknown and would be accepted again, which is right here: the outbox row is deleted in the transaction that issues the
 *   permit, so nobody offers the id again; and an application whose row is still there does need another job.
 * - attempts: 0.25-0.5 s, then 0.5-1, 1-2, 2-4 s (jitter, so that a whole lane does not come back at once). Then the engine
 *   gives the job up and the reconciler finds its outbox row: an application is tried for ever, at least every 10 s or so.
 */
const JOB_OPTIONS = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 500, jitter: 0.5 },
  removeOnComplete: true,
  removeOnFail: true,
  stackTraceLimit: 1,
} satisfies BulkJobOptions

/**
 * Options of every lane worker.
 *
 * - lockDuration 10 s, renewed every 5 s: a killed worker's jobs are free after 10 s instead of 30. A worker whose event loop
 *   stands still for 10 s loses its jobs to another; issuing is idempotent, so that costs work, not correctness.
 * - stalledInterval 5 s: one pass marks, a later one takes back what is marked and unlocked; so a job runs again at most
 *   about 10 + 5 s after its worker was killed, plus the restart.
 * - maxStalledCount: a job is innocent of its worker's death, and the lab kills workers on purpose; never give it up for that.
 * - runRetryDelay 1 s instead of 15: the pause after a lost connection.
 */
const WORKER_OPTIONS = {
  lockDuration: 10_000,
  stalledInterval: 5000,
  maxStalledCount: 1_000_000,
  runRetryDelay: 1000,
} satisfies Partial<WorkerOptions>

/** Nobody reads BullMQ's event stream here; keep it short. */
const QUEUE_OPTIONS = { defaultJobOptions: JOB_OPTIONS, streams: { events: { maxLen: 100 } } } satisfies Partial<QueueOptions>

type Payload = Omit<QueueJob, 'id' | 'lane'>
type LaneJob = Pick<Job<Payload>, 'id' | 'data'>

interface LaneQueue {
  addBulk(jobs: { name: string; data: Payload; opts: { jobId: string } }[]): Promise<unknown>
  getJobCountByTypes(...types: ('waiting' | 'delayed')[]): Promise<number>
  waitUntilReady(): Promise<unknown>
  close(): Promise<void>
}

interface LaneConsumer {
  /** Takes no more jobs and waits for those in work. */
  close(): Promise<void>
}

/** What differs between the stores of BullMQ. */
export interface BullmqStore {
  readonly name: Exclude<EngineName, 'none'>
  openQueue(lane: string, options: typeof QUEUE_OPTIONS): LaneQueue
  startWorker(
    lane: string,
    work: (job: LaneJob) => Promise<void>,
    options: typeof WORKER_OPTIONS & { concurrency: number },
  ): LaneConsumer
  /** Rejects when the store is known to be away, so that a call need not wait for its timeout. */
  ready(): Promise<void>
  /** Ids of those jobs that the store holds, in one round trip. */
  known(jobs: readonly QueueJob[]): Promise<ReadonlySet<string>>
  close(): Promise<void>
}

/** The queue engine over one store of BullMQ: one BullMQ queue a lane. */
export function createBullmqEngine(store: BullmqStore): QueueEngine {
  const queues = new Map<string, LaneQueue>()
  const workers: LaneWorker[] = []
  let closing: Promise<void> | undefined

  async function queueOf(lane: string): Promise<LaneQueue> {
    const queue = queues.get(lane) ?? store.openQueue(lane, QUEUE_OPTIONS)
    queues.set(lane, queue)
    try {
      await queue.waitUntilReady()
      return queue
    } catch (error) {
      // BullMQ remembers for ever that a first connection has failed: the next call opens another queue.
      queues.delete(lane)
      throw error
    }
  }

  async function ask<T>(question: () => Promise<T>): Promise<T> {
    const asked = store.ready().then(question)
    return within(asked, STORE_TIMEOUT_MS, `${store.name}: no answer within ${STORE_TIMEOUT_MS} ms`)
  }

  async function close(): Promise<void> {
    await Promise.all(workers.map((worker) => worker.close()))
    await Promise.all([...queues.values()].map((queue) => queue.close()))
    await store.close()
  }

  return {
    name: store.name,

    async addBulk(jobs) {
      const lanes = Map.groupBy(jobs, (job) => job.lane)
      await Promise.all([...lanes].map(([lane, group]) => ask(async () => (await queueOf(lane)).addBulk(group.map(toBulkJob)))))
    },

    async missing(jobs) {
      if (jobs.length === 0) return []
      const known = await ask(() => store.known(jobs))
      return jobs.map((job) => job.id).filter((id) => !known.has(id))
    },

    async depth(lane) {
      return ask(async () => (await queueOf(lane)).getJobCountByTypes('waiting', 'delayed'))
    },

    work(lane, handler) {
      const worker = startLane(store, lane, handler)
      workers.push(worker)
      return worker
    },

    close: () => (closing ??= close()),
  }
}

function startLane(store: BullmqStore, lane: Lane, handler: (job: QueueJob) => Promise<void>): LaneWorker {
  const run = ({ id, data }: LaneJob) => handler({ id: id!, lane: lane.name, ...data })
  const consumer = store.startWorker(lane.name, run, { ...WORKER_OPTIONS, concurrency: lane.concurrency })
  let closing: Promise<void> | undefined
  // What is still in work then is cut off by the end of the process; its lock runs out and another worker takes it.
  const close = () => Promise.race([consumer.close(), delay(CLOSE_TIMEOUT_MS, undefined, { ref: false })])
  return { close: () => (closing ??= close()) }
}

function toBulkJob({ id, applicationId, acceptedAtMs }: QueueJob) {
  return { name: 'issue', data: { applicationId, acceptedAtMs }, opts: { jobId: id } }
}

function within<T>(promise: Promise<T>, ms: number, message: string): Promise<T> {
  const late = delay(ms, undefined, { ref: false }).then(() => Promise.reject(new Error(message)))
  return Promise.race([promise, late])
}
