const EVERY_MS = 1000
/** Older than this a value is not shown: a gap in a curve says more than a line that goes on. */
const FRESH_MS = 5000

export interface SampledState<T> {
  /** What was read last; null when that was more than 5 s ago. */
  latest(): T | null
  close(): void
}

export interface Sampling<T> {
  read(): Promise<T>
  everyMs?: number
  /** Told of each failure; `inARow` counts those since the last success, so that 1 begins an outage. */
  onError(error: unknown, inARow: number): void
}

/**
 * Reads shared state (a queue, the backlog) in the background and keeps it at hand, so that a scrape asks nobody. One reading at most is
 * on its way: when the pool has no connection left, one request more waits in it, and what it is to read becomes absent.
 */
export function sampleState<T>({ read, everyMs = EVERY_MS, onError }: Sampling<T>): SampledState<T> {
  let value: T | null = null
  let readMs = -Infinity
  let reading = false
  let closed = false
  let failures = 0

  async function sample(): Promise<void> {
    if (reading) return
    reading = true
    try {
      value = await read()
      readMs = performance.now()
      failures = 0
    } catch (error) {
      failures += 1
      if (!closed) onError(error, failures)
    } finally {
      reading = false
    }
  }
  void sample()
  const timer = setInterval(() => void sample(), everyMs)

  return {
    latest: () => (performance.now() - readMs <= FRESH_MS ? value : null),
    close() {
      closed = true
      clearInterval(timer)
    },
  }
}
