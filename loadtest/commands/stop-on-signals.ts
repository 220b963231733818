import { EXIT } from './exit-code.ts'

/** One Ctrl-C can arrive twice: from the terminal and passed on by npm. */
const SAME_SIGNAL_MS = 1000

/** The first Ctrl-C, SIGTERM or SIGHUP asks for an orderly end; a second one ends at once (the run's death watch kills what is left). */
export function stopOnSignals(): AbortSignal {
  const stop = new AbortController()
  let firstAt = 0
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted && Date.now() - firstAt > SAME_SIGNAL_MS) process.exit(EXIT.interrupted)
      if (stop.signal.aborted) return
      firstAt = Date.now()
      console.error(`\n${signal}: stopping (again to stop at once)`)
      stop.abort()
    })
  }
  return stop.signal
}
