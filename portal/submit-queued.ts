import { acceptApplication } from '../licensing/accept-application.ts'
import { withTransaction } from '../licensing/database.ts'
import { riskOf } from '../licensing/risk.ts'
import type { Plan } from '../strategies/strategy.ts'
import type { Portal } from './portal.ts'
import { announcedWaitS as announce } from './estimate-wait.ts'
import type { Answer } from './route.ts'
import { queuedAnswer } from './submission-answer.ts'
import type { AcceptInput } from './submission.ts'
import { answerRepeated } from './answer-repeated.ts'

/** Queued: the application and its outbox row are committed, then 202; the worker issues. */
export async function submitQueued({ pool, plan, envelope, signals, metrics }: Portal, input: AcceptInput): Promise<Answer> {
  const announcedWaitS = announce(signals.read().backlog, envelope)
  const intake = { kind: 'queued' as const, lane: laneOf(plan, input) }
  const result = await withTransaction(pool, (tx) => acceptApplication(tx, { ...input, intake, announcedWaitS }))
  if (result.kind !== 'accepted') return answerRepeated(pool, input, result)
  metrics.applicationsAccepted.inc()
  return queuedAnswer(result.application)
}

function laneOf(plan: Plan, { kbli, business, region }: AcceptInput): string {
  const lane = plan.route?.({ risk: riskOf(kbli, business.scale).risk, region }) ?? plan.lanes[0]?.name
  if (lane === undefined) throw new Error('the plan is queued but has no lane')
  return lane
}
