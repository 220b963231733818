import { nominalCapacityPerS, type Envelope } from '../strategies/strategy.ts'

/**
 * Seconds until the permit, rounded up, for an application with `ahead` others before it: the backlog is worked off at nominal
 * capacity, and nobody is faster than one identity check. (Waiting for a slot and the check together are ahead / capacity as soon as
 * all slots are busy, since slots / capacity is the time of one check.)
 */
export function estimateWaitS(ahead: number, envelope: Envelope): number {
  return Math.ceil(Math.max(ahead / nominalCapacityPerS(envelope), envelope.agency.serviceMs / 1000))
}
