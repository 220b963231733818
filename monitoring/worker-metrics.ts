import { collectDefaultMetrics, Counter, Gauge, Histogram, type Registry } from 'prom-client'
import * as names from './metric-names.ts'

/** 10 ms to ten minutes: an unbounded queue makes people wait that long. */
const WAIT_BUCKETS_S = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600]
const SERVICE_BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 10, 30]

export type WorkerMetrics = ReturnType<typeof workerMetrics>

/** Creates the worker's metrics in `registry`, Node's default ones included. */
export function workerMetrics(registry: Registry) {
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  return {
    queueDepth: new Gauge({ name: names.QUEUE_DEPTH, help: 'Jobs waiting in a lane', labelNames: ['lane'], registers }),
    waitSeconds: new Histogram({
      name: names.APPLICATION_WAIT_SECONDS,
      help: 'From acceptance to the start of work on an application',
      buckets: WAIT_BUCKETS_S,
      registers,
    }),
    serviceSeconds: new Histogram({
      name: names.APPLICATION_SERVICE_SECONDS,
      help: 'Work on one application, identity check included',
      buckets: SERVICE_BUCKETS_S,
      registers,
    }),
    applicationsIssued: new Counter({
      name: names.APPLICATIONS_ISSUED_TOTAL,
      help: 'Applications whose NIB was issued by this process',
      registers,
    }),
    outboxUnsent: new Gauge({ name: names.OUTBOX_UNSENT, help: 'Outbox rows not yet handed to the engine', registers }),
    jobAttempts: new Counter({
      name: names.JOB_ATTEMPTS_TOTAL,
      help: 'Attempts at a job by result: issued, rejected, done-before, failed',
      labelNames: ['result'],
      registers,
    }),
  }
}
