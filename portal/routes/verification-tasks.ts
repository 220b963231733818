import { z } from 'zod'
import { STATUSES } from '../../licensing/application.ts'
import { withTransaction } from '../../licensing/database.ts'
import { RISKS } from '../../licensing/risk.ts'
import { claimTask, decideTask, listTasks } from '../../licensing/verification.ts'
import type { Portal } from '../portal.ts'
import { Problem } from '../problem.ts'
import { route } from '../route.ts'
import { text } from '../text.ts'

const MAX_TASKS = 100

const task = z.object({
  id: z.uuid(),
  applicationId: z.uuid(),
  kbli: z.string(),
  region: z.string(),
  risk: z.enum(RISKS),
  businessName: z.string(),
  slaWorkingDays: z.int(),
  openedAt: z.iso.datetime(),
  officerId: z.uuid().nullable(),
})

const reason = text(500)
const decision = z.discriminatedUnion('decision', [
  z.strictObject({ decision: z.literal('verify'), reason: reason.optional() }),
  z.strictObject({ decision: z.literal('return'), reason }),
  z.strictObject({ decision: z.literal('reject'), reason }),
])

const params = z.object({ id: z.uuid() })

/** What officers do; not gated, since they are few and their work ends waiting. */
export function verificationTaskRoutes({ pool, metrics }: Portal) {
  return [
    route({
      method: 'get',
      path: '/api/verification-tasks',
      summary: 'Open tasks and the officer’s own, oldest first',
      step: null,
      access: 'officer',
      query: z.object({ limit: z.coerce.number().int().min(1).max(MAX_TASKS).default(20) }),
      answers: { 200: z.object({ tasks: z.array(task) }) },
      handle: async ({ query, session }) => ({
        status: 200,
        body: { tasks: await listTasks(pool, session.accountId, query.limit) },
      }),
    }),
    route({
      method: 'post',
      path: '/api/verification-tasks/:id/claim',
      summary: 'Take a task; it has one owner at a time',
      step: null,
      access: 'officer',
      params,
      answers: { 200: task },
      async handle({ params, session }) {
        const result = await claimTask(pool, params.id, session.accountId)
        if (result.kind !== 'claimed') throw taskProblem(result.kind)
        return { status: 200, body: result.task }
      },
    }),
    route({
      method: 'post',
      path: '/api/verification-tasks/:id/decision',
      summary: 'Verify, return for completion, or reject; a reason is required except to verify',
      step: null,
      access: 'officer',
      params,
      body: decision,
      answers: { 200: z.object({ applicationId: z.uuid(), status: z.enum(STATUSES) }) },
      async handle({ params, body, session }) {
        const now = new Date()
        const result = await withTransaction(pool, (tx) => decideTask(tx, params.id, session.accountId, body, now))
        if (result.kind !== 'decided') throw taskProblem(result.kind)
        metrics.verificationDecisions.inc({ decision: body.decision })
        metrics.verificationDecisionSeconds.observe(Math.max(0, now.getTime() - result.openedAt.getTime()) / 1000)
        return { status: 200, body: { applicationId: result.applicationId, status: result.status } }
      },
    }),
  ]
}

function taskProblem(kind: 'claimed-by-another' | 'not-open' | 'not-owner' | 'already-decided' | 'unknown-task'): Problem {
  if (kind === 'unknown-task') return new Problem(404, 'There is no such task')
  const details = {
    'claimed-by-another': 'Another officer has this task',
    'not-open': 'This task is not open',
    'not-owner': 'Claim the task first',
    'already-decided': 'This task is decided already',
  }
  return new Problem(409, details[kind], { type: `urn:antrean:${kind}` })
}
