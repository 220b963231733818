import { z } from 'zod'
import { STATUSES } from '../../licensing/application.ts'
import { withTransaction } from '../../licensing/database.ts'
import { findApplication } from '../../licensing/find-application.ts'
import { placeOf } from '../../licensing/queue-state.ts'
import { resubmit } from '../../licensing/verification.ts'
import type { Portal } from '../portal.ts'
import { estimateWaitS } from '../estimate-wait.ts'
import { permit } from '../permit.ts'
import { Problem } from '../problem.ts'
import { route, type Answer } from '../route.ts'
import { issuedAnswerBody, queuedAnswerBody } from '../submission-answer.ts'
import { acceptInput, submission, submissionHeaders, type AcceptInput } from '../submission.ts'
import { submitHeld, submitReleased } from '../submit-inline.ts'
import { submitQueued } from '../submit-queued.ts'

/** Bounds of the advice when to ask again, s: polling must not become the load, nor the citizen forgotten. */
const POLL_S = { min: 2, max: 30 }

const params = z.object({ id: z.uuid() })
const status = z.enum(STATUSES)
const history = z.object({ at: z.iso.datetime(), status, label: z.string(), code: z.string(), reason: z.string().nullable() })
const place = z.object({ ahead: z.int().min(0), estimatedS: z.number().min(0) })
const application = z.object({
  id: z.uuid(),
  status,
  label: z.string().describe('As the Bogor study calls it'),
  nib: z.string().nullable(),
  permits: z.array(permit),
  history: z.array(history),
  place: place.nullable().describe('Place in the queue, while the application is accepted and not issued'),
})

export function applicationRoutes(portal: Portal) {
  const submit = submitAs(portal)
  return [
    route({
      method: 'post',
      path: '/api/applications',
      summary: 'Apply: 202 when the permit follows, 201 when it is in the answer',
      step: 'apply',
      access: 'applicant',
      headers: submissionHeaders,
      body: submission,
      answers: { 201: issuedAnswerBody, 202: queuedAnswerBody },
      handle: ({ headers, body, session, gone }) => submit(acceptInput(body, headers['Idempotency-Key'], session), gone),
    }),
    route({
      method: 'get',
      path: '/api/applications/:id',
      summary: 'Status of one’s own application; Retry-After says when asking again makes sense',
      step: 'track',
      access: 'applicant',
      params,
      answers: { 200: application },
      handle: ({ params, session }) => track(portal, params.id, session.accountId),
    }),
    route({
      method: 'post',
      path: '/api/applications/:id/resubmission',
      summary: 'The applicant has completed what an officer returned',
      step: null,
      access: 'applicant',
      params,
      answers: { 200: z.object({ id: z.uuid(), status }) },
      async handle({ params, session }) {
        const result = await withTransaction(portal.pool, (tx) => resubmit(tx, params.id, session.accountId))
        if (result.kind === 'unknown-application') throw unknownApplication()
        if (result.kind === 'not-returned') {
          throw new Problem(409, `The application is ${result.status}, not returned`, { type: 'urn:antrean:not-returned' })
        }
        return { status: 200, body: { id: params.id, status: 'awaiting-verification' } }
      },
    }),
  ]
}

/** How this plan turns a submission into an answer. */
function submitAs(portal: Portal) {
  const { inline } = portal.plan
  if (!inline) return (input: AcceptInput) => submitQueued(portal, input)
  const submit = inline.transaction === 'held' ? submitHeld(portal) : submitReleased(portal)
  return (input: AcceptInput, gone: AbortSignal) => submit(input, inline.dropWhenGone ? gone : undefined)
}

async function track({ pool, envelope }: Portal, id: string, accountId: string): Promise<Answer> {
  const found = await findApplication(pool, id, accountId)
  // Somebody else's application is not there, so that ids tell nothing.
  if (!found) throw unknownApplication()
  const ahead = found.status === 'accepted' ? await placeOf(pool, id) : null
  const place = ahead === null ? null : { ahead, estimatedS: estimateWaitS(ahead, envelope) }
  const pollS = Math.min(POLL_S.max, Math.max(POLL_S.min, place?.estimatedS ?? 0))
  const { status, label, nib, permits, history } = found
  return {
    status: 200,
    headers: found.status === 'accepted' ? { 'Retry-After': String(pollS) } : {},
    body: { id, status, label, nib, permits, history, place },
  }
}

function unknownApplication(): Problem {
  return new Problem(404, 'You have no such application')
}
