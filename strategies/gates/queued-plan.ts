import type { Envelope, Plan } from '../strategy.ts'

/**
 * Jobs in work at once over all lanes: Dukcapil's slots and a tenth more, so that a slot that comes free finds somebody
 * waiting at its door (a job also spends some 10 ms in PostgreSQL and the queue).
 */
export function workConcurrency(envelope: Envelope): number {
  return Math.ceil(envelope.agency.slots * 1.1)
}

/** What queued strategies share: half of the connections for each process, and the larger part of the heap for the portal. */
export function queuedPlan(envelope: Envelope): Omit<Plan, 'lanes'> {
  const portal = Math.ceil(envelope.connections / 2)
  const portalHeap = Math.ceil(envelope.heapMb * 0.6)
  return {
    intake: 'queued',
    engine: 'bullmq',
    connections: { portal, worker: envelope.connections - portal },
    heapMb: { portal: portalHeap, worker: envelope.heapMb - portalHeap },
    // Accepting takes about 10 ms; a portal that is two seconds behind is better asked again later.
    acquireTimeoutMs: 2000,
    // A check takes serviceMs on average; ten times that means that Dukcapil is not well and the job is better tried again later.
    agencyTimeoutMs: 10 * envelope.agency.serviceMs,
  }
}
