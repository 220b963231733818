import { setTimeout as sleep } from 'node:timers/promises'
import { EnvironmentError, reasonOf } from '../environment/environment-error.ts'
import type { Laboratory } from '../trials/laboratory.ts'

/** A server's death reaches its clients a moment before its last process has closed its pipes. */
const NOTICED_WITHIN_MS = 500

type Servers = Pick<Laboratory, 'postgres' | 'redis' | 'deaths'>

/** Aborted as soon as a server of ours has ended although nobody ordered it; its reason is an EnvironmentError with what died. */
export function laboratoryDeath(lab: Servers): AbortSignal {
  const dead = new AbortController()
  const look = () => {
    const [death] = lab.deaths()
    if (death !== undefined) dead.abort(new EnvironmentError(death))
  }
  void anyEnds(lab).then(look)
  return dead.signal
}

/** Why something broke off, in words: the death of a server of ours before what it did to others. */
export async function whyBroken(lab: Servers, error: unknown): Promise<string> {
  await Promise.race([anyEnds(lab), sleep(NOTICED_WITHIN_MS)])
  return lab.deaths()[0] ?? reasonOf(error)
}

function anyEnds({ postgres, redis }: Pick<Servers, 'postgres' | 'redis'>): Promise<unknown> {
  return Promise.race([postgres.ended, ...(redis ? [redis.ended] : [])])
}
