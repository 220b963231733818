import type { Signals } from '../strategies/strategy.ts'

const SAMPLE_EVERY_MS = 250

/** What one sample asks: accepted applications that are not issued, and the age of the oldest. */
export type ReadQueue = () => Promise<{ backlog: number; oldestWaitS: number }>

export interface SignalSampler {
  read(): Signals
  /** Counts an application in from its admission on. The result is called when its request has ended: was it accepted into the queue? */
  admitted(): (accepted: boolean) => void
  close(): void
}

/**
 * Keeps the backlog at hand: sampled from the database every 250 ms with one query at most on its way, plus what the sample cannot
 * know yet: applications inside a request, and those accepted since the sample was asked for. An application that commits
 * while the sample is being taken may be counted twice until the next one: the error is on the safe side.
 */
export function sampleSignals(readQueue: ReadQueue, poolWaiting: () => number, onError: (error: unknown) => void): SignalSampler {
  let queue = { backlog: 0, oldestWaitS: 0 }
  let inside = 0
  let acceptedSince = 0
  let sampling = false

  const sample = async () => {
    if (sampling) return
    sampling = true
    const before = acceptedSince
    try {
      queue = await readQueue()
      acceptedSince -= before
    } catch (error) {
      onError(error)
    } finally {
      sampling = false
    }
  }
  void sample()
  const timer = setInterval(() => void sample(), SAMPLE_EVERY_MS)

  return {
    read: () => ({ backlog: queue.backlog + inside + acceptedSince, oldestWaitS: queue.oldestWaitS, poolWaiting: poolWaiting() }),
    admitted() {
      inside += 1
      return (accepted) => {
        inside -= 1
        if (accepted) acceptedSince += 1
      }
    },
    close: () => clearInterval(timer),
  }
}
