import { z } from 'zod'
import { allOf } from './gates/all-of.ts'
import { limitInFlight } from './gates/limit-in-flight.ts'
import { limitSignUps } from './gates/limit-sign-ups.ts'
import type { Strategy } from './strategy.ts'

const options = z.strictObject({
  /** Longest wait for a Dukcapil slot that is let in, s. */
  maxWaitS: z.coerce.number().min(0).max(60).default(1),
  signUpsPerS: z.coerce.number().min(1).max(1000).default(3),
  retryAfterS: z.coerce.number().int().min(1).max(3600).default(5),
})

/** Still no queue: the permit comes in the answer, but no connection is held, nothing waits for ever, no work for people who left. */
const inlineTuned: Strategy<z.infer<typeof options>> = {
  name: 'inline-tuned',
  summary:
    'Inside the request, but identity is checked outside the transaction, with time limits, bounds, and no work for people who left',
  reference:
    'Timeouts, bulkheads and deadline propagation (Nygard, Release It!; Google SRE book, ch. 22). Wins on launch-day against inline; loses where Dukcapil is down for longer than patience, since nothing is accepted meanwhile.',
  options,
  durability: 'durable',
  plan: ({ maxWaitS, signUpsPerS, retryAfterS }, envelope) => {
    const { slots, serviceMs } = envelope.agency
    // Little's law: the slots in service, plus those who wait at most maxWaitS for one.
    const maxInFlight = slots + Math.round((slots * maxWaitS * 1000) / serviceMs)
    return {
      intake: 'inline',
      engine: 'none',
      connections: { portal: envelope.connections, worker: 0 },
      heapMb: { portal: envelope.heapMb, worker: 0 },
      inline: { transaction: 'released', dropWhenGone: true },
      acquireTimeoutMs: 2000,
      // Waiting and service, with as much again for variation.
      agencyTimeoutMs: 2 * (maxWaitS * 1000 + serviceMs),
      lanes: [],
      gate: (tools) =>
        allOf(limitSignUps(tools, signUpsPerS, 2 * retryAfterS), limitInFlight(maxInFlight, ['apply'], retryAfterS)),
    }
  },
}
export default inlineTuned
