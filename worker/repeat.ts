import { setTimeout as delay } from 'node:timers/promises'

/** Pause after a failure: 0.1 s, doubling up to 2 s while it keeps failing. */
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 2000

export interface Repetition {
  /** Lets the run in progress end, starts no other. */
  close(): Promise<void>
}

/**
 * Runs `task` again and again, one run at a time. Each run answers after how many ms the next one begins; one that fails is
 * reported with the number of failures in a row and tried again after a growing pause.
 */
export function repeat(task: () => Promise<number>, onFailure: (error: unknown, inARow: number) => void): Repetition {
  const stop = new AbortController()
  let failures = 0

  async function once(): Promise<number> {
    try {
      const pauseMs = await task()
      failures = 0
      return pauseMs
    } catch (error) {
      failures += 1
      onFailure(error, failures)
      return Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS)
    }
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      const pauseMs = await once()
      await delay(pauseMs, undefined, { signal: stop.signal }).catch(() => undefined)
    }
  }

  const running = run()
  return {
    close() {
      stop.abort()
      return running
    },
  }
}
