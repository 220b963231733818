import { z } from 'zod'
import { frontDoor } from './gates/front-door.ts'
import { queuedPlan, workConcurrency } from './gates/queued-plan.ts'
import type { Strategy } from './strategy.ts'

const options = z.strictObject({
  /** Share of the work reserved for automatic risk levels; they are 91.3 % of the applications in the Bogor study. */
  automaticShare: z.coerce.number().min(0.5).max(0.99).default(0.95),
  signUpsPerS: z.coerce.number().min(1).max(1000).default(3),
  retryAfterS: z.coerce.number().int().min(1).max(3600).default(5),
})

/** Low and medium-low risk on a lane of their own, so that the many whose permit is automatic do not stand behind the few. */
const fastLane: Strategy<z.infer<typeof options>> = {
  name: 'fast-lane',
  summary: 'As fifo, with a lane of its own for the risk levels that are issued automatically',
  reference:
    'Separate queues by class (head-of-line blocking, M/G/1). Wins where the other class is slow or numerous; loses nothing but fairness elsewhere, and its backlog is as unbounded as fifo’s.',
  options,
  durability: 'durable',
  plan: ({ automaticShare, ...chosen }, envelope) => {
    const total = workConcurrency(envelope)
    const verified = Math.max(1, Math.round(total * (1 - automaticShare)))
    return {
      ...queuedPlan(envelope),
      lanes: [
        { name: 'automatic', concurrency: Math.max(1, total - verified) },
        { name: 'verified', concurrency: verified },
      ],
      route: ({ risk }) => (risk === 'low' || risk === 'medium-low' ? 'automatic' : 'verified'),
      gate: (tools) => frontDoor(tools, chosen),
    }
  },
}
export default fastLane
