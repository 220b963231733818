import { LatencyCounts } from '../drivers/latency-counts.ts'
import type { TrialSecond } from './observer.ts'

/** A second of a surge that goes well, for tests; each changes what it is about. */
export function exampleSecond(changes: Partial<TrialSecond> = {}): TrialSecond {
  const latencies = new LatencyCounts()
  for (const ms of [40, 60, 80, 300]) latencies.record(ms)
  return {
    second: 12,
    stage: 'surge',
    arriving: 90,
    attempts: { ok: 34, rejected: 50, timedOut: 2, failed: 1, reset: 0, refused: 0 },
    acknowledged: 4,
    permits: 31,
    served: 30,
    late: 1,
    turnedAway: 20,
    gaveUp: 3,
    waiting: 0,
    notSent: 0,
    p50Ms: 60,
    p99Ms: 300,
    ...latencies.take(),
    lagP99Ms: 1.2,
    inFlight: 210,
    requestsInFlight: 12,
    backlog: 140,
    backlogByLane: { main: 140 },
    poolWaiting: 0,
    heapMb: 41.5,
    loopLagMs: 11.2,
    elu: 0.42,
    portalUp: true,
    ...changes,
  }
}
