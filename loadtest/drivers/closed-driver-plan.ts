import { z } from 'zod'
import type { Outcome } from '../records/attempt-record.ts'
import type { AutocannonSummary } from '../records/hammer-record.ts'

/** The JSON file whose path the lab gives to the closed driver as its only argument. */
export const closedDriverPlan = z.object({
  /** Portal, e.g. `http://127.0.0.1:8080`. */
  target: z.url(),
  seed: z.int(),
  /** People at once, from person 0 on; each holds a seeded session. */
  people: z.int().min(1).max(20_000),
  durationS: z.int().min(1),
  /** A request is given up and sent again after this long, s; autocannon takes no less than one. */
  patienceS: z.number().min(1),
})
export type ClosedDriverPlan = z.output<typeof closedDriverPlan>

/** What the lab tells the closed driver. */
export type ToClosedDriver = { type: 'go' } | { type: 'stop' }

export type FromClosedDriver = ClosedReady | ClosedCannotStart | ClosedProgress | ClosedDone

interface ClosedReady {
  type: 'ready'
  openFilesLimit: number | null
}

/** Nothing was sent; the process ends with exit code 3. */
interface ClosedCannotStart {
  type: 'cannot-start'
  reason: string
}

/** Once a second: counts of that second. */
export interface ClosedProgress {
  type: 'progress'
  second: number
  pages: number
  permits: number
  outcomes: Record<Outcome, number>
}

/** As the people lived it; autocannon's own summary stands beside it, since it differs. */
export interface ClosedDone {
  type: 'done'
  people: number
  durationS: number
  /** Seconds over which the rates are taken: without the first `patienceS`, whose wave meets an empty portal. */
  measuredS: number
  /** Pages that came whole: all, and per second. */
  pages: number
  pagesPerS: number
  /** Permits or NIBs seen: all, and per second. */
  permits: number
  permitsPerS: number
  /** Requests sent = sum of outcomes + unanswered. */
  sent: number
  outcomes: Record<Outcome, number>
  /** Still on their way when the time was over. */
  unanswered: number
  /** Requests that could not be sent for want of sockets, ports or memory. */
  generatorFaults: number
  /** Pages asked for after the first wave: request -> whole page; a page given up counts as the patience. Null without any. */
  pageLatencyMs: { p50: number | null; p90: number | null; p99: number | null }
  autocannon: AutocannonSummary
  cpuPct: number
  interrupted: boolean
}
