import { z } from 'zod'
import type { Outcome } from '../records/attempt-record.ts'

const stage = z.object({
  name: z.string().min(1),
  durationS: z.number().positive(),
  rate: z.number().nonnegative(),
  rateTo: z.number().nonnegative().optional(),
})

const behaviour = z.object({
  patienceS: z.number().positive(),
  toleranceS: z.number().positive(),
  retries: z.int().nonnegative(),
  retry: z.enum(['none', 'refresh', 'backoff']),
  obeysRetryAfter: z.number().min(0).max(1),
  reusesKey: z.number().min(0).max(1),
})

/** The JSON file whose path the lab gives to the open driver as its only argument. */
export const openDriverPlan = z.object({
  /** Portal, e.g. `http://127.0.0.1:8080`. */
  target: z.url(),
  /** Message gateway whose inbox newcomers read; null = nobody may be a newcomer. */
  gateway: z.url().nullable(),
  seed: z.int(),
  stages: z.array(stage).min(1),
  nominalCapacityPerS: z.number().positive(),
  arrivals: z.enum(['poisson', 'even']),
  /** Share of arrivals by journey (file names in journeys/); sums to 1. */
  mix: z.record(z.string(), z.number().nonnegative()),
  behaviour,
  /** Journeys whose people stay at home: the target does not know them. The others come as they would anyway. */
  absent: z.array(z.string()).default([]),
  /** Begins every Idempotency-Key; tells one run against the same portal from another. */
  keyPrefix: z.string().default(''),
  /** Session tokens of the officers at work, one each. */
  officerTokens: z.array(z.string()).default([]),
  /** Existing directory for citizens.csv and attempts.csv. */
  outDir: z.string().min(1),
  /** Longest wait after the last stage for people who are still on their way, s. */
  drainLimitS: z.number().nonnegative(),
  /** Source addresses to spread connections over (28,232 ports each); empty = the system's choice. */
  localAddresses: z.array(z.string()).default([]),
})
export type OpenDriverPlan = z.output<typeof openDriverPlan>

/** What the lab tells the open driver. `stop`: end everybody now, write the records, report `done`. */
export type ToOpenDriver = { type: 'go'; atEpochMs: number } | { type: 'stop' }

export type FromOpenDriver = Ready | CannotStart | Progress | Done

/** The schedule stands and the machine can carry it; the driver waits for `go`. */
export interface Ready {
  type: 'ready'
  scheduled: number
  scheduleSha256: string
  openFilesLimit: number | null
}

/** Nothing was sent; the process ends with exit code 3. */
interface CannotStart {
  type: 'cannot-start'
  reason: string
}

/** Once a second. Counts are of events within that second, unless said otherwise. */
export interface Progress {
  type: 'progress'
  /** Seconds since the start, from 0: the second that has just ended. */
  second: number
  /** Stage of that second; `drain` after the last. */
  stage: string
  /** Citizens who should have come. */
  scheduled: number
  /** Citizens who did. */
  started: number
  /** Citizens on their way at the second's end. */
  inFlight: number
  /** Finished attempts at the step that matters (apply; page for visitors). */
  attempts: Record<Outcome, number>
  acknowledged: number
  /** Permits or NIBs seen; visitors' pages are `pages`. */
  results: number
  /** Of the results, those seen within 30 s of the intended arrival, and those seen later. */
  served: number
  late: number
  pages: number
  /** Visitors who stopped without their page. */
  pagesMissed: number
  /** Citizens who came for a permit and stopped after a rejection. */
  turnedAway: number
  /** Citizens who came for a permit and stopped after a time-out or an error. */
  gaveUp: number
  /** Citizens who hold a 2xx and stopped asking, or were still asking when the trial ended. */
  waiting: number
  /** Citizens whom the generator failed to send, visitors not among them. */
  notSent: number
  lagP99Ms: number
  /** Intended start -> acknowledgement, or -> giving up (it would have taken at least so long); null when there was neither. */
  p50Ms: number | null
  p99Ms: number | null
  /** Intended start -> acknowledgement alone, counted between the bounds of latency-counts.ts, and summed. */
  latencyCounts: readonly number[]
  latencySumMs: number
  /** At the second's end. */
  socketsOpen: number
  /** At the second's end. */
  rssMb: number
}

/** Everything is written and every scheduled citizen has her row; the process ends with exit code 0. */
export interface Done {
  type: 'done'
  scheduled: number
  /** Sum = scheduled. */
  endings: Record<'result' | 'rejected' | 'error' | 'waiting' | 'not-sent', number>
  /** Finished attempts at every step. */
  attempts: Record<Outcome, number>
  lagP99Ms: number
  lagMaxMs: number
  /** CPU of this process over the stages, % of one core. */
  cpuPct: number
  rssMaxMb: number
  socketsMax: number
  openFilesLimit: number | null
  /** Seconds from the start to the end of the drain. */
  endedS: number
  /** Citizens' requests that could not be sent for want of sockets, ports or memory, in the middle of a journey or at its start. */
  generatorFaults: number
  /** Verification tasks decided by the officers, and their requests that failed. */
  officers: { decided: number; failed: number }
  /** Messages of exceptions inside journeys (bugs of the generator), at most 10; each makes the trial invalid. */
  journeyErrors: readonly string[]
  /** Ended by `stop` or by the lab's death, not by the plan. */
  interrupted: boolean
}
