import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { agencyCallMetrics } from './agency-call-metrics.ts'
import * as names from './metric-names.ts'
import { poolMetrics, type PoolCounts } from './pool-metrics.ts'
import { processMetrics } from './process-metrics.ts'

/** 10 ms to ten minutes: an unbounded queue makes people wait that long. */
const WAIT_BUCKETS_S = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600]
const SERVICE_BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 10, 30]
const RESULTS = ['issued', 'rejected', 'done-before', 'failed'] as const

export type WorkerMetrics = ReturnType<typeof workerMetrics>

/** Creates the worker's own metrics in `registry`; shared state has files of its own. `pool` is read at each scrape. */
export function workerMetrics(registry: Registry, lanes: readonly string[], pool: PoolCounts) {
  const registers = [registry]
  const labelNames = ['lane'] as const
  processMetrics(registry)
  poolMetrics(registry, pool)
  const metrics = {
    agencyCalls: agencyCallMetrics(registry),
    waitSeconds: new Histogram({
      name: names.APPLICATION_WAIT_SECONDS,
      help: 'From acceptance to the start of the work that ended with a permit or a rejection, by lane',
      labelNames,
      buckets: WAIT_BUCKETS_S,
      registers,
    }),
    serviceSeconds: new Histogram({
      name: names.APPLICATION_SERVICE_SECONDS,
      help: 'Work on one application, identity check included, by lane',
      labelNames,
      buckets: SERVICE_BUCKETS_S,
      registers,
    }),
    jobsActive: new Gauge({
      name: names.JOBS_ACTIVE,
      help: 'Jobs in work in this process, by lane',
      labelNames,
      registers,
    }),
    jobsStalled: new Counter({
      name: names.JOBS_STALLED_TOTAL,
      help: 'Jobs taken back from a worker that had died or stood still, found by this process, by lane',
      labelNames,
      registers,
    }),
    jobAttempts: new Counter({
      name: names.JOB_ATTEMPTS_TOTAL,
      help: 'Attempts at a job by result: issued, rejected, done-before, failed',
      labelNames: ['result'],
      registers,
    }),
    applicationsIssued: new Counter({
      name: names.APPLICATIONS_ISSUED_TOTAL,
      help: 'Applications whose NIB was issued by this process',
      registers,
    }),
    applicationsParked: new Counter({
      name: names.APPLICATIONS_PARKED_TOTAL,
      help: "Applications that wait for an officer's verification, NIB issued by this process",
      registers,
    }),
  }
  for (const result of RESULTS) metrics.jobAttempts.inc({ result }, 0)
  for (const lane of lanes) {
    metrics.waitSeconds.zero({ lane })
    metrics.serviceSeconds.zero({ lane })
    metrics.jobsActive.set({ lane }, 0)
    metrics.jobsStalled.inc({ lane }, 0)
  }
  return metrics
}
