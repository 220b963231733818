import { sampleState } from '../monitoring/sampled-state.ts'
import type { Signals } from '../strategies/strategy.ts'

const SAMPLE_EVERY_MS = 250

/** What one sample asks: accepted applications that are not issued, and the age of the oldest. */
export type ReadQueue = () => Promise<{ backlog: number; oldestWaitS: number }>

export interface SignalSampler {
  read(): Signals
  /** The backlog as last sampled, without what is guessed on top of it; null when that was more than 5 s ago. */
  sampledBacklog(): number | null
  /** Counts an application in from its admission on. The result is called when its request has ended: was it accepted into the queue? */
  admitted(): (accepted: boolean) => void
  close(): void
}

/**
 * Keeps the backlog at hand: sampled from the database every 250 ms with one query at most on its way, plus what the sample cannot
 * know yet: applications inside a request, and those accepted since the sample was asked for. An application that commits
 * while the sample is being taken may be counted twice until the next one: the error is on the safe side.
 * @param onError `inARow` counts the failures since the last sample that succeeded
 */
export function sampleSignals(
  readQueue: ReadQueue,
  poolWaiting: () => number,
  onError: (error: unknown, inARow: number) => void,
): SignalSampler {
  let queue = { backlog: 0, oldestWaitS: 0 }
  let inside = 0
  let acceptedSince = 0

  const sampled = sampleState({
    everyMs: SAMPLE_EVERY_MS,
    onError,
    async read() {
      const before = acceptedSince
      queue = await readQueue()
      acceptedSince -= before
      return queue.backlog
    },
  })

  return {
    read: () => ({ backlog: queue.backlog + inside + acceptedSince, oldestWaitS: queue.oldestWaitS, poolWaiting: poolWaiting() }),
    sampledBacklog: () => sampled.latest(),
    admitted() {
      inside += 1
      return (accepted) => {
        inside -= 1
        if (accepted) acceptedSince += 1
      }
    },
    close: () => sampled.close(),
  }
}
