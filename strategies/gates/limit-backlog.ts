import type { Gate, GateRequest, GateTools } from '../strategy.ts'

/**
 * Bounded queue: applications are refused while `limit` accepted ones wait to be issued.
 * Source: AWS Builders' Library, "Avoiding insurmountable queue backlogs".
 * @param limit applications; capacity x the longest wait that is promised
 * @param retryAfterS when a refused citizen is asked to come back, s
 */
export function limitBacklog(tools: GateTools, limit: number, retryAfterS: number): Gate {
  return {
    async enter({ step }: GateRequest) {
      if (step === 'apply' && tools.signals().backlog >= limit) return { admitted: false, reason: 'backlog-limit', retryAfterS }
      return { admitted: true, queuedMs: 0, done: () => undefined }
    },
  }
}
