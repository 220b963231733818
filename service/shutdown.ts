import type { Log } from './log.ts'

/** Longest graceful stop; what is still open then is cut off by the exit. */
const STOP_LIMIT_MS = 5000

/**
 * Runs `stop` once, at SIGTERM, SIGINT or, in a child of the lab, when the IPC channel closes (the lab has died), then
 * exits: 0 when stopped or when the limit has passed (an ordered end either way), 1 when `stop` failed.
 *
 * Uncaught exceptions and unhandled rejections are left to Node on purpose: stack on stderr, exit 1.
 */
export function onShutdown(stop: () => Promise<void>, log: Log): void {
  let stopping = false
  const begin = (reason: string) => {
    if (stopping) return
    stopping = true
    log.info({ reason }, 'stopping')
    setTimeout(() => {
      log.warn({ limitMs: STOP_LIMIT_MS }, 'stop took too long, the rest is cut off')
      process.exit(0)
    }, STOP_LIMIT_MS)
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'stop failed')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', () => begin('SIGTERM'))
  process.on('SIGINT', () => begin('SIGINT'))
  const orphaned = () => begin('the parent process is gone')
  if (process.send) process.on('disconnect', orphaned)
  // It may have gone while this process was starting: the event does not come again.
  if (process.send && !process.connected) orphaned()
}
