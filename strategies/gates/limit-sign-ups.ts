import type { Gate, GateRequest, GateTools } from '../strategy.ts'

/**
 * Token bucket on new accounts (burst of one second). A sign-up costs two password hashes of about 16 ms CPU each (one now, one
 * at log-in), so 30 a second would take a whole core away from everybody else. People who already hold an account are not
 * limited: healthcare.gov's deadline day showed that those inside can finish when new accounts are shed first.
 * @param ratePerS new accounts per second
 * @param retryAfterS when a refused newcomer is asked to come back, s
 */
export function limitSignUps(tools: GateTools, ratePerS: number, retryAfterS: number): Gate {
  let tokens = ratePerS
  let filledAt = tools.now()
  return {
    async enter({ step }: GateRequest) {
      if (step !== 'sign-up') return { admitted: true, queuedMs: 0, done: () => undefined }
      const now = tools.now()
      tokens = Math.min(ratePerS, tokens + ((now - filledAt) / 1000) * ratePerS)
      filledAt = now
      if (tokens < 1) return { admitted: false, reason: 'sign-up-limit', retryAfterS }
      tokens -= 1
      return { admitted: true, queuedMs: 0, done: () => undefined }
    },
  }
}
