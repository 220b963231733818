import { isStatus, statusPathOf } from './acceptance.ts'
import { fieldsOf, GeneratorFault } from './answer.ts'
import type { Citizen } from './citizen.ts'

/** Polling itself must not become the crash: nobody asks more often, nobody waits longer between two questions. */
const LEAST_WAIT_S = 2
const MOST_WAIT_S = 30
/** After a status request that failed or was refused. */
const BACK_OFF_S = 2

/**
 * Asks for the status, as often as Retry-After allows, until she sees the NIB; a status request that fails never costs her the
 * acknowledgement. Ends otherwise only when the application is rejected or the driver ends the trial.
 */
export async function trackApplication(
  citizen: Citizen,
  { id, authorization, firstWaitS }: { id: string; authorization: string; firstWaitS: number },
): Promise<void> {
  const request = { method: 'GET', path: statusPathOf(id), headers: { authorization } } as const
  let waitS = within(firstWaitS)
  for (;;) {
    await citizen.pause(waitS * 1000)
    const answer = await citizen.request('track', request, isStatus).catch(withoutFault)
    if (answer?.outcome !== 'ok') {
      waitS = Math.max(BACK_OFF_S, answer?.retryAfterS ?? 0)
      continue
    }
    waitS = within(answer.retryAfterS ?? 0)
    citizen.acknowledge(id, null) // the first 2xx of those who learned of their application by a 409
    const { nib, status } = fieldsOf(answer) as { nib: string | null; status: string }
    if (nib !== null) return citizen.see(nib)
    if (status === 'rejected') citizen.giveUp()
  }
}

function within(s: number): number {
  return Math.min(MOST_WAIT_S, Math.max(LEAST_WAIT_S, s))
}

/** No socket for a status request: she asks again later, as after a failed one. */
function withoutFault(error: unknown): null {
  if (error instanceof GeneratorFault) return null
  throw error
}
