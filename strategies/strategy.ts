import type { z } from 'zod'
import type { Risk } from '../licensing/risk.ts'

/**
 * What every strategy of a study gets, equal for all. Totals are summed over the strategy's processes;
 * the lab checks the sums, applies the limits and writes them into the manifest.
 */
export interface Envelope {
  /** V8 old-space limit, MB, portal + worker. */
  heapMb: number
  /** PostgreSQL connections, portal + worker. */
  connections: number
  /** Open files of each process of the system. */
  openFiles: number
  agency: AgencyCapacity
  /** Restart delay after a death: doubles from `firstMs` and is reset after `resetAfterS` of uptime. */
  restart: { firstMs: number; resetAfterS: number }
}

/** Capacity of the identity registry (Dukcapil), enforced by the agency itself. */
export interface AgencyCapacity {
  /** Checks served at the same time. */
  slots: number
  /** Mean time of one check, ms. */
  serviceMs: number
  /** Checks a day; null = no quota. */
  dailyQuota: number | null
}

/** Applications per second that the scarcest declared resource lets through: slots / service time. */
export function nominalCapacityPerS(envelope: Envelope): number {
  return (envelope.agency.slots * 1000) / envelope.agency.serviceMs
}

export type EngineName = 'none' | 'bullmq' | 'bullmq-postgres'
export type Step = 'page' | 'sign-up' | 'log-in' | 'search' | 'apply' | 'track'

/**
 * A queueing strategy: one file in this folder, default export, named as the file. It decides intake, admission, lanes and
 * dispatch, nothing else; portal and worker carry the decisions out.
 */
export interface Strategy<O = object> {
  /** Same as the file's name without `.ts`. */
  readonly name: string
  /** One line for people: what it does. */
  readonly summary: string
  /** Where the idea comes from, and a scenario where it should win and one where it should lose. */
  readonly reference: string
  /** Options for `--set key=value`, defaults inside. */
  readonly options: z.ZodType<O>
  readonly durability: 'durable' | 'volatile'
  /** Pure: the same options and envelope give the same plan in every process. */
  plan(options: O, envelope: Envelope): Plan
}

export interface Plan {
  /** inline: the permit is issued inside the request (201). queued: accepted, then issued by the worker (202). */
  readonly intake: 'inline' | 'queued'
  readonly engine: EngineName
  /** PostgreSQL connections per process; sum = envelope.connections. worker 0 = no worker is started. */
  readonly connections: { portal: number; worker: number }
  /** V8 heap per process, MB; sum = envelope.heapMb. */
  readonly heapMb: { portal: number; worker: number }
  /** How the portal issues when intake is inline; absent when queued. */
  readonly inline?: InlineIssue
  /** Longest wait of a request for a database connection of the portal's pool, ms; null = waits for ever. */
  readonly acquireTimeoutMs: number | null
  /** Time limit of one identity check, ms; null = waits for ever. */
  readonly agencyTimeoutMs: number | null
  readonly lanes: readonly Lane[]
  /** Lane of an accepted application; absent = the first lane. */
  route?(application: { risk: Risk; region: string }): string
  /** Admission; absent = everybody is let in at once. */
  gate?(tools: GateTools): Gate
}

export interface InlineIssue {
  /** held: the transaction stays open while Dukcapil is asked. released: asked first, then one short transaction. */
  readonly transaction: 'held' | 'released'
  /** Stop working for a citizen whose connection has closed. */
  readonly dropWhenGone: boolean
}

export interface Lane {
  readonly name: string
  /** Jobs in work at the same time, over all workers of the lane in one process. */
  readonly concurrency: number
}

export interface GateTools {
  /** Milliseconds, monotonic. */
  now(): number
  /** Uniform in [0, 1). */
  random(): number
  signals(): Signals
}

/** What the portal knows about the system; backlog figures are at most about 250 ms old. */
export interface Signals {
  /** Accepted applications that are not issued yet, plus those admitted since the last sample. */
  backlog: number
  /** Age of the oldest of them, s; 0 when there is none. */
  oldestWaitS: number
  /** Requests that wait for a database connection in this process. */
  poolWaiting: number
}

export interface Gate {
  /** Resolves when the request may run or is refused; the caller reports `done` exactly once for every admission. */
  enter(request: GateRequest): Promise<Admitted | Refused>
}

export interface GateRequest {
  step: Step
  /** Aborted when the citizen's connection closes. */
  gone: AbortSignal
}

export interface Admitted {
  admitted: true
  queuedMs: number
  done(result: 'ok' | 'dropped', serviceMs: number): void
}

export interface Refused {
  admitted: false
  reason: 'in-flight-limit' | 'backlog-limit' | 'sign-up-limit' | 'client-gone'
  /** Whole seconds, at least 1. */
  retryAfterS: number
}
