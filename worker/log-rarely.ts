import type { Log } from '../service/log.ts'
import { errorFields } from './error-fields.ts'

const EVERY_MS = 1000

/**
 * A listener for errors that come in crowds (one for each connection or job, each second of an outage): logs at most one a second,
 * with the number of those it did not log.
 */
export function logRarely(log: Pick<Log, 'warn'>, message: string, now = () => performance.now()): (error: unknown) => void {
  let loggedMs = -Infinity
  let notLogged = 0
  return (error) => {
    if (now() - loggedMs < EVERY_MS) return void (notLogged += 1)
    log.warn({ error: errorFields(error), notLogged }, message)
    loggedMs = now()
    notLogged = 0
  }
}
