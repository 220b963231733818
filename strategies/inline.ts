import { z } from 'zod'
import type { Strategy } from './strategy.ts'

/**
 * The baseline, and our hypothesis: the papers do not say how the portal works inside. It is competent (indexes, idempotency,
 * short statements, the same code as the others) and leaves out three limits, each with the crash that follows:
 * - requests in flight: every citizen who comes is let in, and those who gave up go on being worked for; memory and
 *   garbage collection grow with them until the heap limit kills the process;
 * - the database pool's wait queue: it grows without bound or time limit, so a request is answered long after its citizen left;
 * - the time of an identity check: the transaction stays open while Dukcapil is asked, so a connection is held for the whole
 *   check and capacity is connections / service time, not Dukcapil's slots / service time.
 */
const inline: Strategy = {
  name: 'inline',
  summary: 'Baseline: everything inside the request, transaction open while Dukcapil is asked, nothing bounded',
  reference:
    'Hypothesis of this laboratory, after the crash that the Bogor study reports. Wins under steady low load (no queue, permit in the answer); loses on launch-day.',
  options: z.strictObject({}),
  durability: 'durable',
  plan: (_options, envelope) => ({
    intake: 'inline',
    engine: 'none',
    connections: { portal: envelope.connections, worker: 0 },
    heapMb: { portal: envelope.heapMb, worker: 0 },
    inline: { transaction: 'held', dropWhenGone: false },
    acquireTimeoutMs: null,
    agencyTimeoutMs: null,
    lanes: [],
  }),
}
export default inline
