import type { Registry } from 'prom-client'
import * as names from './metric-names.ts'
import { stateGauge, stateGauges } from './state-gauge.ts'

/** The queue as PostgreSQL knows it. */
interface OutboxCounts {
  readonly unsent: number
  /** Age of the oldest row that is not sent, s; 0 = there is none. */
  readonly oldestUnsentS: number
  /** Age of the oldest application of each lane that is not issued, s. */
  readonly oldestByLaneS: Readonly<Record<string, number>>
}

/** Answers from memory; null = unknown. */
export interface QueueReadings {
  /** Jobs that wait in the engine, by lane. */
  depthByLane(): Readonly<Record<string, number>> | null
  outbox(): OutboxCounts | null
}

const SHARED = '(shared state: max, never sum)'

/** Shared state of the workers: lanes and outbox. */
export function queueMetrics(registry: Registry, { depthByLane, outbox }: QueueReadings): void {
  stateGauges(registry, names.QUEUE_DEPTH, `Jobs that wait in a lane, not those in work ${SHARED}`, 'lane', depthByLane)
  stateGauges(
    registry,
    names.QUEUE_OLDEST_WAIT_SECONDS,
    `Age of the oldest accepted application of a lane that is not issued, in work included; 0 = none ${SHARED}`,
    'lane',
    () => outbox()?.oldestByLaneS ?? null,
  )
  const unsent = () => outbox()?.unsent ?? null
  stateGauge(registry, names.OUTBOX_UNSENT, `Accepted applications that the engine does not have yet ${SHARED}`, unsent)
  stateGauge(
    registry,
    names.OUTBOX_OLDEST_SECONDS,
    `Age of the oldest accepted application that the engine does not have; 0 = none ${SHARED}`,
    () => outbox()?.oldestUnsentS ?? null,
  )
}
