import { z } from 'zod'
import { frontDoor } from './gates/front-door.ts'
import { queuedPlan, workConcurrency } from './gates/queued-plan.ts'
import type { Strategy } from './strategy.ts'

const options = z.strictObject({
  signUpsPerS: z.coerce.number().min(1).max(1000).default(3),
  retryAfterS: z.coerce.number().int().min(1).max(3600).default(5),
})

/** Accept at once, issue in order. The backlog is unbounded: everybody gets a promise, and in a surge nobody gets it in time. */
const fifo: Strategy<z.infer<typeof options>> = {
  name: 'fifo',
  summary: 'Accept at once, one queue, first come first served, backlog unbounded',
  reference:
    'The usual message queue. Wins on short bursts below what can be worked off within patience; loses on launch-day, where the promise outgrows the capacity.',
  options,
  durability: 'durable',
  plan: (chosen, envelope) => ({
    ...queuedPlan(envelope),
    lanes: [{ name: 'applications', concurrency: workConcurrency(envelope) }],
    gate: (tools) => frontDoor(tools, chosen),
  }),
}
export default fifo
