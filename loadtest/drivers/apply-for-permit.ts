import { existingApplication, isAcceptance, nibAmong } from './acceptance.ts'
import { fieldsOf } from './answer.ts'
import type { Answer } from './answer.ts'
import type { Citizen } from './citizen.ts'
import { trackApplication } from './track-application.ts'

/** After 409 without Retry-After, s. */
const IN_PROGRESS_WAIT_S = 1

/**
 * Submits her application until it is acknowledged, then asks for its status until she sees the permit (the NIB where an
 * officer must verify).
 * @param askedIdentity true when the sign-up did not ask for NIK and name, so the application must carry them
 */
export async function applyForPermit(citizen: Citizen, token: string, askedIdentity: boolean): Promise<void> {
  const authorization = `Bearer ${token}`
  const body = applicationOf(citizen, askedIdentity)
  let key = citizen.nextKey()
  let retriesUsed = 0
  for (;;) {
    const headers = { authorization, 'idempotency-key': key }
    const answer = await citizen.request('apply', { method: 'POST', path: '/api/applications', headers, body }, isAcceptance)
    if (answer.outcome === 'ok') return await afterAcceptance(citizen, answer, authorization)
    const existing = existingApplication(answer)
    if (existing !== null) return await trackApplication(citizen, { id: existing, authorization, firstWaitS: 0 })
    if (isInProgress(answer)) {
      await citizen.pause((answer.retryAfterS ?? IN_PROGRESS_WAIT_S) * 1000) // the same key again
    } else {
      retriesUsed = await citizen.reconsider(answer, retriesUsed)
      key = citizen.nextKey()
    }
  }
}

async function afterAcceptance(citizen: Citizen, answer: Answer, authorization: string): Promise<void> {
  const { id, estimatedWaitS, permits } = fieldsOf(answer) as { id: string; estimatedWaitS?: unknown; permits?: unknown }
  const announcedWaitS = typeof estimatedWaitS === 'number' ? estimatedWaitS : null
  citizen.acknowledge(id, announcedWaitS)
  const nib = nibAmong(permits)
  if (nib !== null) return citizen.see(nib)
  await trackApplication(citizen, { id, authorization, firstWaitS: answer.retryAfterS ?? announcedWaitS ?? 0 })
}

function applicationOf({ person }: Citizen, askedIdentity: boolean): object {
  const { business, kbli, region, capitalRp, workers, nik, fullName } = person
  const identity = askedIdentity ? { identity: { nik, name: fullName } } : {}
  return { business, kbli, region, capitalRp, workers, ...identity }
}

/** 409 + Retry-After: an earlier try with this key is still running. */
function isInProgress(answer: Answer): boolean {
  return answer.status === 409 && answer.retryAfterS !== null
}
