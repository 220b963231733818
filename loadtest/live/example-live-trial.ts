import { exampleSecond } from '../trials/example-second.ts'
import type { TrialSecond } from '../trials/observer.ts'
import type { LiveResult, LiveTrial } from './live-events.ts'

/** Made-up trials for tests: valid by themselves, each test changes what it is about. */

const EXAMPLE_STAGES = [
  { name: 'before', durationS: 10, rate: 0.3 },
  { name: 'surge', durationS: 25, rate: 3 },
  { name: 'after', durationS: 35, rate: 0.3 },
] as const

export const EXAMPLE_RESULT: LiveResult = {
  valid: true,
  invalidReasons: [],
  permitGoodputPerS: { before: 8.3, during: 29.8, after: 20.1 },
  servedShareDuring: 0.613,
  citizens: { scheduled: 2452, served: 1626, late: 12, waiting: 3, turnedAway: 700, gaveUp: 111, notSent: 0 },
  p99Ms: 4310,
  pageOpened: 1,
  recoveryS: 23,
  crashes: 1,
}

/** A second of launch-day that a strategy copes with. */
export function secondAt(second: number, changes: Partial<TrialSecond> = {}): TrialSecond {
  const stage = second < 10 ? 'before' : second < 35 ? 'surge' : second < 70 ? 'after' : 'drain'
  if (stage !== 'surge') {
    const calm = {
      arriving: stage === 'drain' ? 0 : 9,
      acknowledged: 9,
      permits: 9,
      served: 9,
      late: 0,
      inFlight: 30,
      backlog: 4,
    }
    return exampleSecond({
      ...calm,
      second,
      stage,
      p50Ms: 35,
      p99Ms: 90,
      backlogByLane: { automatic: 4, verified: 0 },
      ...changes,
    })
  }
  return exampleSecond({
    second,
    stage,
    arriving: 90,
    attempts: { ok: 31, rejected: 40, timedOut: 0, failed: 0, reset: 0, refused: 0 },
    acknowledged: 31,
    permits: 30,
    served: 29,
    late: 1,
    turnedAway: 20,
    p50Ms: 210,
    p99Ms: 1830,
    inFlight: 640,
    requestsInFlight: 48,
    backlog: 150,
    backlogByLane: { automatic: 120, verified: 30 },
    poolWaiting: 12,
    elu: 0.42,
    ...changes,
  })
}

/** @param until seconds that have passed */
export function exampleLiveTrial(until: number, changes: Partial<LiveTrial> = {}): LiveTrial {
  const { strategy = 'fifo', scenario = 'launch-day', block = 1 } = changes
  return {
    id: `${strategy}-${scenario}-s1-b${block}`,
    strategy,
    scenario,
    seed: 1,
    block,
    nominalCapacityPerS: 30,
    limits: { heapMb: 160, connections: 10 },
    stages: EXAMPLE_STAGES,
    faults: [],
    phase: until === 0 ? 'warming up' : null,
    seconds: Array.from({ length: until }, (_, second) => secondAt(second)),
    exits: [],
    result: null,
    brokenOff: null,
    ...changes,
  }
}
