import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { AgencyUnavailable } from '../agencies/client.ts'
import type { Application } from '../licensing/application.ts'
import { withTransaction } from '../licensing/database.ts'
import { findForIssue } from '../licensing/find-application.ts'
import type { IdentityRegistry } from '../licensing/identity.ts'
import { issueApplication } from '../licensing/issue-application.ts'
import type { WorkerMetrics } from '../monitoring/worker-metrics.ts'
import type { QueueJob } from '../queues/engine.ts'

/**
 * While the agency is unavailable each place of a lane asks at most once in this time: otherwise a long backlog would run
 * through its attempts as fast as the processor allows, and meet the agency with a storm when it comes back.
 */
const LONGEST_BRAKE_MS = 1000

export interface Issuing {
  pool: pg.Pool
  identityRegistry: IdentityRegistry
  metrics: WorkerMetrics
  /** Told why an attempt failed. */
  onFailure(error: unknown): void
  /** Aborted when the worker stops: it does not wait for the agency to come back. Checks on their way are waited for. */
  stopping: AbortSignal
}

/**
 * Works one job: asks the identity registry, with no transaction open, then issues in one transaction. A job may come more than
 * once (killed worker, flushed engine): an application that is done is left alone, and the agency is not asked again.
 * @throws AgencyUnavailable, and what the database throws: the engine tries again later
 */
export async function issueJob(job: QueueJob, { pool, identityRegistry, metrics, onFailure, stopping }: Issuing): Promise<void> {
  const startMs = Date.now()
  const { lane } = job
  metrics.jobsActive.inc({ lane })
  try {
    const found = await findForIssue(pool, job.applicationId)
    // An unknown application is of another database (one restored, or an engine shared by mistake): nothing to do for it.
    if (found?.status !== 'accepted') return metrics.jobAttempts.inc({ result: 'done-before' })
    const verdict = await identityRegistry.check(found.identity)
    const now = new Date()
    const application = await withTransaction(pool, (tx) => issueApplication(tx, job.applicationId, verdict, now))
    count(application, now, metrics)
    metrics.waitSeconds.observe({ lane }, Math.max(0, startMs - job.acceptedAtMs) / 1000)
    metrics.serviceSeconds.observe({ lane }, (Date.now() - startMs) / 1000)
  } catch (error) {
    metrics.jobAttempts.inc({ result: 'failed' })
    onFailure(error)
    if (error instanceof AgencyUnavailable) await brake(error, stopping)
    throw error
  } finally {
    metrics.jobsActive.dec({ lane })
  }
}

function count(application: Application, now: Date, metrics: WorkerMetrics): void {
  const byOther = application.issuedAt?.getTime() !== now.getTime()
  metrics.jobAttempts.inc({ result: byOther ? 'done-before' : application.status === 'rejected' ? 'rejected' : 'issued' })
  if (byOther) return
  if (application.nib !== null) metrics.applicationsIssued.inc()
  if (application.status === 'awaiting-verification') metrics.applicationsParked.inc()
}

async function brake({ retryAfterS }: AgencyUnavailable, signal: AbortSignal): Promise<void> {
  await delay(Math.min(retryAfterS * 1000, LONGEST_BRAKE_MS), undefined, { signal }).catch(() => undefined)
}
