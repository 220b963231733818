import { z } from 'zod'
import type { LiveOrder } from './live-events.ts'

/** Takes orders from the live page. */
export interface OrderDesk {
  /** @returns null = taken, and how it stands is told by `control` events; else why not */
  take(order: LiveOrder): Refusal | null
}

/** 409: not now. 422: never, as it was ordered. */
export interface Refusal {
  status: 409 | 422
  detail: string
}

const name = z.string().min(1).max(100)

/** Whether the names exist is for the desk to say. */
export const orderSchema: z.ZodType<LiveOrder> = z.discriminatedUnion('order', [
  z.strictObject({ order: z.literal('start'), strategy: name, scenario: name }),
  z.strictObject({ order: z.literal('stop') }),
  z.strictObject({ order: z.literal('strategy'), strategy: name }),
  z.strictObject({ order: z.literal('fault'), fault: name, on: z.boolean() }),
])
