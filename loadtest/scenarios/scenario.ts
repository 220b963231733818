import type { Envelope } from '../../strategies/strategy.ts'

/** A scenario: who comes when, how they behave, what the system gets, what goes wrong. One file in this folder each. */
export interface Scenario {
  readonly name: string
  readonly summary: string
  readonly stages: readonly Stage[]
  /** poisson: exponential gaps. even: constant gaps. */
  readonly arrivals: 'poisson' | 'even'
  /** Share of arrivals by journey; sums to 1. */
  readonly mix: Readonly<Record<string, number>>
  readonly behaviour: Behaviour
  readonly envelope: Envelope
  /** Officers at work during the whole trial (closed population). */
  readonly officers: number
  readonly faults: readonly TimedFault[]
  /** What must hold of every strategy, or the command exits with 1: `permitGoodputPerS.during >= 90` (statistics/thresholds.ts). */
  readonly thresholds?: readonly string[]
}

export interface Stage {
  /** `before`, `surge` and `after` are what summaries look for. */
  readonly name: string
  readonly durationS: number
  /** Arrivals per second as a multiple of nominal capacity, at the stage's start. */
  readonly rate: number
  /** At its end, for a ramp; absent = constant. */
  readonly rateTo?: number
}

/** How citizens behave. Every draw comes from the citizen's own random stream (seed, citizen, purpose). */
export interface Behaviour {
  /** One request is given up after this long, s. */
  readonly patienceS: number
  /** The whole journey, from the intended arrival, is given up after this long without an acknowledgement, s. */
  readonly toleranceS: number
  /** How often a time-out or an error is answered with another try. */
  readonly retries: number
  /** refresh: at once (0.2-1 s). backoff: exponential from 1 s with full jitter. none: never. */
  readonly retry: 'none' | 'refresh' | 'backoff'
  /** Share of people who wait as long as Retry-After says; the others refresh. */
  readonly obeysRetryAfter: number
  /** Share of refreshes that send the same Idempotency-Key (the form is still open). */
  readonly reusesKey: number
}

export interface TimedFault {
  readonly fault: string
  readonly atS: number
  /** Absent = until the end of the trial; a fault that is a single event (faults/fault.ts: no `stop`) has no end. */
  readonly untilS?: number
}
