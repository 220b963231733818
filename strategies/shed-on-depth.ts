import { z } from 'zod'
import { allOf } from './gates/all-of.ts'
import { frontDoor } from './gates/front-door.ts'
import { limitBacklog } from './gates/limit-backlog.ts'
import { queuedPlan, workConcurrency } from './gates/queued-plan.ts'
import { nominalCapacityPerS, type Strategy } from './strategy.ts'

const options = z.strictObject({
  /** Longest wait that is promised, s: the backlog is bounded to what can be issued in that time. */
  maxWaitS: z.coerce.number().min(0.5).max(600).default(4),
  signUpsPerS: z.coerce.number().min(1).max(1000).default(3),
  retryAfterS: z.coerce.number().int().min(1).max(3600).default(5),
})

/** A queue that says no: nobody is accepted whose permit cannot come within the declared wait. */
const shedOnDepth: Strategy<z.infer<typeof options>> = {
  name: 'shed-on-depth',
  summary: 'As fifo, but the backlog is bounded to a declared wait; beyond it 503 + Retry-After',
  reference:
    'AWS Builders’ Library, "Avoiding insurmountable queue backlogs". Wins on launch-day; loses to fifo where nobody minds waiting and nobody comes back.',
  options,
  durability: 'durable',
  plan: ({ maxWaitS, ...chosen }, envelope) => {
    const limit = Math.max(1, Math.round(nominalCapacityPerS(envelope) * maxWaitS))
    return {
      ...queuedPlan(envelope),
      lanes: [{ name: 'applications', concurrency: workConcurrency(envelope) }],
      gate: (tools) => allOf(frontDoor(tools, chosen), limitBacklog(tools, limit, chosen.retryAfterS)),
    }
  },
}
export default shedOnDepth
