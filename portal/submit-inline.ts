import type { PoolClient } from 'pg'
import { acceptApplication, findReplay, type AcceptResult } from '../licensing/accept-application.ts'
import type { Application } from '../licensing/application.ts'
import { withTransaction } from '../licensing/database.ts'
import type { Verdict } from '../licensing/identity.ts'
import { issueApplication } from '../licensing/issue-application.ts'
import { answerRepeated } from './answer-repeated.ts'
import type { Portal } from './portal.ts'
import type { Answer } from './route.ts'
import { issuedAnswer, stillRunning } from './submission-answer.ts'
import type { AcceptInput } from './submission.ts'

/** Issues inside the request. `gone` is given when the plan drops work for citizens who have left. */
export type SubmitInline = (input: AcceptInput, gone?: AbortSignal) => Promise<Answer>

type Issued = { kind: 'issued'; application: Application } | Exclude<AcceptResult, { kind: 'accepted' }>

/**
 * The baseline: one transaction from the first row to the permit, open while Dukcapil is asked. It is correct, and it is how the
 * portal crashes: each application holds one of the pool's connections for a whole identity check, so applications per second
 * are connections / service time, however many slots Dukcapil has. Beyond that everybody else, page and tracking included, waits
 * in the pool's queue, which has no bound and no time limit; those who give up stay in it, memory grows with them, garbage
 * collection takes the CPU, and the process ends at the heap's limit.
 */
export function submitHeld(portal: Portal): SubmitInline {
  return async (input, gone) => {
    const result = await withTransaction(portal.pool, (tx) =>
      issueInside(tx, input, () => portal.identityRegistry.check(input.identity, gone)),
    )
    return answerFor(portal, input, result)
  }
}

/** Asks Dukcapil first, holding nothing, and then writes everything in one short transaction. */
export function submitReleased(portal: Portal): SubmitInline {
  // The database knows a key only when the transaction has begun. Bounded by the requests in flight. A second portal process would
  // not see it: then Dukcapil is asked twice, and the transaction still accepts one.
  const running = new Set<string>()
  return async (input, gone) => {
    const key = `${input.accountId} ${input.idempotencyKey}`
    if (running.has(key)) throw stillRunning()
    running.add(key)
    try {
      gone?.throwIfAborted()
      const repeated = await findReplay(portal.pool, input)
      if (repeated) return await answerRepeated(portal.pool, input, repeated)
      const verdict = await portal.identityRegistry.check(input.identity, gone)
      gone?.throwIfAborted()
      const result = await withTransaction(portal.pool, (tx) => {
        gone?.throwIfAborted()
        return issueInside(tx, input, async () => verdict)
      })
      return await answerFor(portal, input, result)
    } finally {
      running.delete(key)
    }
  }
}

async function issueInside(tx: PoolClient, input: AcceptInput, check: () => Promise<Verdict>): Promise<Issued> {
  const result = await acceptApplication(tx, { ...input, intake: { kind: 'inline' }, announcedWaitS: null })
  if (result.kind !== 'accepted') return result
  const application = await issueApplication(tx, result.application.id, await check(), new Date())
  return { kind: 'issued', application }
}

/** After the commit. */
async function answerFor({ pool, metrics }: Portal, input: AcceptInput, result: Issued): Promise<Answer> {
  if (result.kind !== 'issued') return answerRepeated(pool, input, result)
  const { application } = result
  metrics.applicationsAccepted.inc()
  if (application.status !== 'rejected') metrics.applicationsIssued.inc()
  if (application.status === 'awaiting-verification') metrics.applicationsParked.inc()
  return issuedAnswer(application)
}
