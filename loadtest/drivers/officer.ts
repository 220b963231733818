import type { Random } from '../citizens/random.ts'
import { fieldsOf } from './answer.ts'
import type { Answer } from './answer.ts'
import type { Connections, HttpRequest } from './connections.ts'

/** Mean time an officer looks at one task, s; exponential. The lab's, not a real office's: a trial lasts minutes, not days. */
const THINK_S = 3
/** Between two looks into an empty list, s. */
const IDLE_S = 2
const LIST_LIMIT = 20
/** Share of tasks sent back to the applicant; the others are verified. */
const RETURNED_SHARE = 0.05

export interface Desk {
  portal: Connections
  token: string
  random: Random
  /** Resolves false when the trial is over. */
  wait(ms: number): Promise<boolean>
  report(event: 'decided' | 'failed'): void
}

/** One officer of a closed population: list, claim, think, decide, until the trial is over. Runs beside the citizens of the schedule. */
export async function workAsOfficer(desk: Desk): Promise<void> {
  for (;;) {
    const task = await claimOne(desk)
    const thinkS = task === null ? IDLE_S : desk.random.exponential(THINK_S)
    if (!(await desk.wait(thinkS * 1000))) return
    if (task !== null) await decide(desk, task)
  }
}

/** Any of the oldest tasks, so that officers do not all reach for the same; null when there is none or another was faster. */
async function claimOne(desk: Desk): Promise<string | null> {
  const listed = await send(desk, { method: 'GET', path: `/api/verification-tasks?limit=${LIST_LIMIT}` })
  const tasks = listed.outcome === 'ok' ? fieldsOf(listed)?.tasks : null
  if (!Array.isArray(tasks) || tasks.length === 0) return null
  const { id } = desk.random.pick(tasks as { id: string }[])
  const claimed = await send(desk, { method: 'POST', path: `/api/verification-tasks/${encodeURIComponent(id)}/claim` })
  return claimed.outcome === 'ok' ? id : null
}

async function decide(desk: Desk, task: string): Promise<void> {
  const returned = desk.random.bernoulli(RETURNED_SHARE)
  const body = returned ? { decision: 'return', reason: 'Dokumen belum lengkap' } : { decision: 'verify' }
  const answer = await send(desk, { method: 'POST', path: `/api/verification-tasks/${encodeURIComponent(task)}/decision`, body })
  if (answer.outcome === 'ok') desk.report('decided')
}

async function send(desk: Desk, request: HttpRequest): Promise<Answer> {
  const exchange = desk.portal.send({ ...request, headers: { authorization: `Bearer ${desk.token}` } })
  // No socket for her: the generator's fault is counted by the connections, and she goes on.
  const answer = await exchange.answer.catch((): Answer => ({ outcome: 'failed', status: null, retryAfterS: null, body: '' }))
  // 409: another officer has the task, which is how it should be.
  if (answer.outcome !== 'ok' && answer.status !== 409) desk.report('failed')
  return answer
}
