import { nominalCapacityPerS, type Envelope } from '../strategies/strategy.ts'

/**
 * Seconds until the permit, rounded up, for an application with `ahead` others before it: the backlog is worked off at nominal
 * capacity, and nobody is faster than one identity check. (Waiting for a slot and the check together are ahead / capacity as soon as
 * all slots are busy, since slots / capacity is the time of one check.)
 */
export function estimateWaitS(ahead: number, envelope: Envelope): number {
  return Math.ceil(Math.max(ahead / nominalCapacityPerS(envelope), envelope.agency.serviceMs / 1000))
}

/** Shortest Retry-After of a status answer, s: people look no oftener. */
export const SHORTEST_LOOK_S = 2

/** What a citizen is promised, s: the wait until she can see her permit, so with one look more. */
export function announcedWaitS(backlog: number, envelope: Envelope): number {
  return estimateWaitS(backlog, envelope) + SHORTEST_LOOK_S
}
