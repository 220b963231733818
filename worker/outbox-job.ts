import type { OutboxRow } from '../licensing/outbox.ts'
import type { QueueJob } from '../queues/engine.ts'

/** The job of an outbox row: the same id whoever makes it, so that relay and reconciler can offer it again and again. */
export function outboxJob(row: OutboxRow, lanes: readonly string[]): QueueJob {
  return {
    id: `app-${row.applicationId}`,
    lane: knownLane(row.lane, lanes),
    applicationId: row.applicationId,
    acceptedAtMs: row.acceptedAtMs,
  }
}

/** The lane was chosen when the application was accepted; one that this plan does not have becomes the first lane. */
export function knownLane(lane: string, lanes: readonly string[]): string {
  return lanes.includes(lane) ? lane : lanes[0]!
}
