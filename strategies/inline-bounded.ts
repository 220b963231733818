import { z } from 'zod'
import { limitInFlight } from './gates/limit-in-flight.ts'
import type { Step, Strategy } from './strategy.ts'

const options = z.strictObject({
  maxInFlight: z.coerce.number().int().min(1).max(100_000).default(60),
  retryAfterS: z.coerce.number().int().min(1).max(3600).default(5),
})

const EVERY_STEP: readonly Step[] = ['page', 'sign-up', 'log-in', 'search', 'apply', 'track']

/** The baseline with one limit more: requests in flight, of every kind. What it still lacks: the held connection. */
const inlineBounded: Strategy<z.infer<typeof options>> = {
  name: 'inline-bounded',
  summary: 'The baseline with a bound on requests in flight; beyond it 503 + Retry-After',
  reference:
    'Bulkhead (Nygard, Release It!). Wins against inline on launch-day (stays up); loses to inline-tuned there, since a connection is held during each identity check.',
  options,
  durability: 'durable',
  plan: ({ maxInFlight, retryAfterS }, envelope) => ({
    intake: 'inline',
    engine: 'none',
    connections: { portal: envelope.connections, worker: 0 },
    heapMb: { portal: envelope.heapMb, worker: 0 },
    inline: { transaction: 'held', dropWhenGone: false },
    acquireTimeoutMs: null,
    agencyTimeoutMs: null,
    lanes: [],
    gate: () => limitInFlight(maxInFlight, EVERY_STEP, retryAfterS),
  }),
}
export default inlineBounded
