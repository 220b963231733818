import type { Progress } from '../drivers/open-driver-plan.ts'
import type { InsideSecond, TrialSecond } from './observer.ts'

/** Of a system that nobody can look into: a foreign target. */
export const NOTHING_SEEN: InsideSecond = {
  requestsInFlight: null,
  backlog: null,
  backlogByLane: null,
  poolWaiting: null,
  heapMb: null,
  loopLagMs: null,
  elu: null,
  portalUp: true,
}

/** A second as it is shown: what the generator counted and what was read inside the system. */
export function trialSecond(progress: Progress, inside: InsideSecond): TrialSecond {
  const { second, stage, started, attempts, acknowledged, results, served, late, turnedAway, gaveUp, waiting, notSent } = progress
  const { p50Ms, p99Ms, latencyCounts, latencySumMs, lagP99Ms, inFlight } = progress
  return {
    second,
    stage,
    arriving: started,
    attempts,
    acknowledged,
    permits: results,
    served,
    late,
    turnedAway,
    gaveUp,
    waiting,
    notSent,
    p50Ms,
    p99Ms,
    latencyCounts,
    latencySumMs,
    lagP99Ms,
    inFlight,
    ...inside,
  }
}
