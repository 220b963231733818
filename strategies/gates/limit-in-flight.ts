import type { Gate, GateRequest, Step } from '../strategy.ts'

/**
 * Bulkhead: at most `limit` requests of the given steps are inside at the same time, the rest is refused at once.
 * Source: M. Nygard, "Release It!" (2nd ed., 2018), Bulkheads; the bound on concurrency of AWS Builders' Library,
 * "Using load shedding to avoid overload".
 * @param limit requests, at least 1
 * @param retryAfterS when a refused citizen is asked to come back, s
 */
export function limitInFlight(limit: number, steps: readonly Step[], retryAfterS: number): Gate {
  let inside = 0
  return {
    async enter({ step }: GateRequest) {
      if (!steps.includes(step)) return { admitted: true, queuedMs: 0, done: () => undefined }
      if (inside >= limit) return { admitted: false, reason: 'in-flight-limit', retryAfterS }
      inside += 1
      return { admitted: true, queuedMs: 0, done: () => void (inside -= 1) }
    },
  }
}
