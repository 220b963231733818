import type { AcceptResult } from '../licensing/accept-application.ts'
import type { Queryable } from '../licensing/database.ts'
import { findApplication } from '../licensing/find-application.ts'
import type { Answer } from './route.ts'
import { issuedAnswer, queuedAnswer, refusal } from './submission-answer.ts'
import type { AcceptInput } from './submission.ts'

/** For a submission that was not accepted now: the answer of the first time, or why there is none. */
export async function answerRepeated(
  db: Queryable,
  { accountId }: AcceptInput,
  result: Exclude<AcceptResult, { kind: 'accepted' }>,
): Promise<Answer> {
  if (result.kind !== 'replayed') throw refusal(result)
  if (result.application.intake === 'queued') return queuedAnswer(result.application)
  const issued = await findApplication(db, result.application.id, accountId)
  if (!issued) throw new Error(`application ${result.application.id} was replayed but cannot be found`)
  return issuedAnswer(issued)
}
