import { limitInFlight } from './limit-in-flight.ts'
import { limitSignUps } from './limit-sign-ups.ts'
import { allOf } from './all-of.ts'
import type { Gate, GateTools } from '../strategy.ts'

/** Applications being written down at the same time. One takes about 10 ms; 500 are more than a second of arrivals at 3x capacity. */
const MAX_ACCEPTING = 500

/** What every queued strategy has in front of its queue: sign-ups at a rate the CPU can hash, and a bound on open requests. */
export function frontDoor(tools: GateTools, options: { signUpsPerS: number; retryAfterS: number }): Gate {
  return allOf(
    limitSignUps(tools, options.signUpsPerS, 2 * options.retryAfterS),
    limitInFlight(MAX_ACCEPTING, ['apply'], options.retryAfterS),
  )
}
