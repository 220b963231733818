import { request } from 'undici'
import type { RunningSystem } from './running-system.ts'

/** Enough for the just-in-time compiler to have seen the routes; about half a second. Applications are not made: they would count. */
const ROUNDS = 40

/** Opens pages and looks up a permit a few times before anybody is counted. Failures are left to the trial to show. */
export async function warmUp(system: RunningSystem, seededNib: string, stop: AbortSignal): Promise<void> {
  const paths = ['/', `/api/permits/${seededNib}`, '/api/kbli?q=warung']
  for (let round = 0; round < ROUNDS && !stop.aborted; round++) {
    for (const path of paths) {
      await request(system.portalUrl + path, { signal: stop })
        .then(({ body }) => body.dump())
        .catch(() => undefined)
    }
  }
}
