import type { Admitted, Gate, GateRequest } from '../strategy.ts'

/** A request must pass every gate, in order; the first refusal counts and gives back what was taken before it. */
export function allOf(...gates: readonly Gate[]): Gate {
  return {
    async enter(request: GateRequest) {
      const passed: Admitted[] = []
      for (const gate of gates) {
        const answer = await gate.enter(request)
        if (!answer.admitted) {
          for (const admission of passed) admission.done('dropped', 0)
          return answer
        }
        passed.push(answer)
      }
      return {
        admitted: true,
        queuedMs: passed.reduce((sum, admission) => sum + admission.queuedMs, 0),
        done: (result, serviceMs) => passed.forEach((admission) => admission.done(result, serviceMs)),
      }
    },
  }
}
