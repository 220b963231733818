import type { PortalMetrics } from '../monitoring/portal-metrics.ts'
import type { Refused, Step } from '../strategies/strategy.ts'
import type { Portal } from './portal.ts'
import { CitizenGone, Problem } from './problem.ts'

const REASONS: Record<Exclude<Refused['reason'], 'client-gone'>, string> = {
  'in-flight-limit': 'The portal is busy with as many requests as it can carry',
  'backlog-limit': 'As many applications are waiting as can be issued in the announced time',
  'sign-up-limit': 'As many accounts are being opened as the portal can carry',
}

/**
 * To be called exactly once, when the handler has ended. dropped: nobody was served (citizen gone, 5xx).
 * queued: an application now waits in the queue.
 */
export type Leave = (result: 'ok' | 'dropped', queued: boolean) => void

const STEPS = ['page', 'sign-up', 'log-in', 'search', 'apply', 'track'] as const satisfies readonly Step[]

/** Begins every count of decisions at 0, so that the first refusal is seen as one. Without a gate nobody is refused. */
export function declareDecisions({ gateDecisions }: Pick<PortalMetrics, 'gateDecisions'>, gated: boolean): void {
  const decisions = gated ? ['admitted', 'client-gone', ...Object.keys(REASONS)] : ['admitted']
  for (const step of STEPS) for (const decision of decisions) gateDecisions.count(step, decision, 0)
}

/** Asks the strategy's gate. Throws a 503 with Retry-After when the request may not run now. */
export async function enterGate(step: Step | null, gone: AbortSignal, { gate, metrics, signals }: Portal): Promise<Leave> {
  if (step === null) return () => undefined
  const decision = gate ? await gate.enter({ step, gone }) : null
  metrics.gateDecisions.count(step, decision?.admitted === false ? decision.reason : 'admitted')
  if (decision?.admitted === false) throw refusal(decision)

  const admittedMs = performance.now()
  const settle = step === 'apply' ? signals.admitted() : () => undefined
  return (result, queued) => {
    settle(queued)
    decision?.done(result, performance.now() - admittedMs)
  }
}

function refusal({ reason, retryAfterS }: Refused): Error {
  if (reason === 'client-gone') return new CitizenGone()
  return new Problem(503, `${REASONS[reason]}; please come back later`, { type: `urn:antrean:${reason}`, retryAfterS })
}
