import type { BeforeHook, HookContext } from '@bull-board/api/typings/app'
import type { Log } from '../service/log.ts'

/** A page of jobs is read job by job; BullMQ would read as many as it is asked for. */
const MOST_JOBS_A_PAGE = 100

/**
 * What may be done to a lane where actions are allowed at all. None of it can lose an application: PostgreSQL is the truth, and the
 * worker's reconciler puts back what has an outbox row and no job. Left out is what makes jobs of one's own: jobs come from the outbox
 * only; and what removes the queue itself, its settings included.
 */
const ALLOWED = new Set([
  '/api/queues/pause',
  '/api/queues/resume',
  '/api/queues/:queueName/pause',
  '/api/queues/:queueName/resume',
  '/api/queues/:queueName/promote',
  '/api/queues/:queueName/empty',
  '/api/queues/:queueName/concurrency',
  '/api/queues/:queueName/rate-limit',
  '/api/queues/:queueName/rate-limit/release',
  '/api/queues/:queueName/clean/:queueStatus',
  '/api/queues/:queueName/retry/:queueStatus',
  '/api/queues/:queueName/:jobId/retry',
  '/api/queues/:queueName/:jobId/promote',
  '/api/queues/:queueName/:jobId/clean',
])

/** Asked before every call of the board: bounds what is read, refuses what must not be done, logs what is. */
export function guardActions(readOnly: boolean, log: Log): BeforeHook {
  return ({ method, route, request }: HookContext) => {
    if (method === 'get') return boundPage(request.query.jobsPerPage)
    if (readOnly) return refuse('These pages are read-only: OPERATORS_MODE is look')
    if (!ALLOWED.has(route))
      return refuse('Jobs come from the outbox in PostgreSQL only: they are not made, changed or wiped out here')
    log.info({ action: route, ...request.params }, 'an operator acts on the queue')
  }
}

function boundPage(jobsPerPage: unknown) {
  if (jobsPerPage === undefined || Number(jobsPerPage) <= MOST_JOBS_A_PAGE) return { allow: true }
  return {
    allow: false,
    status: 400 as const,
    errorKey: 'ERRORS.INVALID_QUERY_PARAM' as const,
    message: `At most ${MOST_JOBS_A_PAGE} jobs a page`,
  }
}

function refuse(message: string) {
  return { allow: false, status: 403 as const, errorKey: 'ERRORS.FORBIDDEN' as const, message }
}
