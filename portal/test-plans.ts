import type { Plan } from '../strategies/strategy.ts'

/** Plans for tests, one for each way in which the portal can carry out a strategy. */
export const queuedPlan: Plan = {
  intake: 'queued',
  engine: 'bullmq',
  connections: { portal: 8, worker: 2 },
  heapMb: { portal: 128, worker: 128 },
  acquireTimeoutMs: 2000,
  agencyTimeoutMs: 2000,
  lanes: [
    { name: 'automatic', concurrency: 10 },
    { name: 'verified', concurrency: 1 },
  ],
  route: ({ risk }) => (risk === 'low' || risk === 'medium-low' ? 'automatic' : 'verified'),
}

export const heldPlan: Plan = {
  intake: 'inline',
  engine: 'none',
  connections: { portal: 4, worker: 0 },
  heapMb: { portal: 256, worker: 0 },
  inline: { transaction: 'held', dropWhenGone: false },
  acquireTimeoutMs: null,
  agencyTimeoutMs: null,
  lanes: [],
}

export const releasedPlan: Plan = {
  ...heldPlan,
  inline: { transaction: 'released', dropWhenGone: true },
  acquireTimeoutMs: 2000,
  agencyTimeoutMs: 10_000,
}
