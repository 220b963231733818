import { z } from 'zod'
import type { AcceptedApplication, AcceptResult } from '../licensing/accept-application.ts'
import { STATUSES, type Application } from '../licensing/application.ts'
import { SHORTEST_LOOK_S } from './estimate-wait.ts'
import { permit } from './permit.ts'
import { Problem } from './problem.ts'
import type { Answer } from './route.ts'

/** When to ask again while the first request with the same key is running. */
const IN_PROGRESS_RETRY_S = 1

const common = { id: z.uuid(), statusUrl: z.string() }
export const queuedAnswerBody = z.object({ ...common, status: z.literal('accepted'), estimatedWaitS: z.number().min(0) })
export const issuedAnswerBody = z.object({ ...common, status: z.enum(STATUSES), permits: z.array(permit) })

export function queuedAnswer({ id, announcedWaitS }: AcceptedApplication): Answer {
  const statusUrl = statusUrlOf(id)
  return {
    status: 202,
    // The first look comes when the permit should be there; the promise leaves time for one look more.
    headers: { Location: statusUrl, 'Retry-After': String(Math.max(1, (announcedWaitS ?? 0) - SHORTEST_LOOK_S)) },
    body: { id, status: 'accepted', statusUrl, estimatedWaitS: announcedWaitS ?? 0 },
  }
}

export function issuedAnswer({ id, status, permits }: Pick<Application, 'id' | 'status' | 'permits'>): Answer {
  const statusUrl = statusUrlOf(id)
  return { status: 201, headers: { Location: statusUrl }, body: { id, status, statusUrl, permits } }
}

/** Why nothing was accepted. */
export function refusal(result: Exclude<AcceptResult, { kind: 'accepted' | 'replayed' }>): Problem {
  switch (result.kind) {
    case 'in-progress':
      return stillRunning()
    case 'key-reused':
      return new Problem(422, 'This Idempotency-Key was used for another submission', { type: 'urn:antrean:key-reused' })
    case 'already-applied': {
      const id = result.applicationId
      return new Problem(409, 'This business has an application for this KBLI and region already', {
        type: 'urn:antrean:already-applied',
        extensions: id === null ? {} : { applicationId: id, statusUrl: statusUrlOf(id) },
      })
    }
  }
}

export function stillRunning(): Problem {
  return new Problem(409, 'The first request with this Idempotency-Key is still running', {
    type: 'urn:antrean:in-progress',
    retryAfterS: IN_PROGRESS_RETRY_S,
  })
}

function statusUrlOf(id: string): string {
  return `/api/applications/${id}`
}
