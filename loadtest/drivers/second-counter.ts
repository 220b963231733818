import { OUTCOMES } from '../records/attempt-record.ts'
import type { Outcome } from '../records/attempt-record.ts'
import { LatencyCounts } from './latency-counts.ts'
import { LatencyHistogram } from './latency-histogram.ts'
import type { Progress } from './open-driver-plan.ts'

type Counts = Pick<
  Progress,
  | 'started'
  | 'attempts'
  | 'acknowledged'
  | 'results'
  | 'served'
  | 'late'
  | 'pages'
  | 'pagesMissed'
  | 'turnedAway'
  | 'gaveUp'
  | 'waiting'
  | 'notSent'
>
type Latencies = Pick<Progress, 'lagP99Ms' | 'p50Ms' | 'p99Ms' | 'latencyCounts' | 'latencySumMs'>

export function noOutcomes(): Record<Outcome, number> {
  return Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>
}

/** What happened since the last `take`, for the live view. */
export class SecondCounter {
  readonly lag = new LatencyHistogram()
  counts: Counts = noCounts()
  /** Of acknowledgements and of those who gave up. */
  readonly #latency = new LatencyHistogram()
  readonly #latencyCounts = new LatencyCounts()

  /** @param latencyMs from the intended start */
  acknowledged(latencyMs: number): void {
    this.counts.acknowledged++
    this.#latency.record(latencyMs)
    this.#latencyCounts.record(latencyMs)
  }

  /**
   * Without her a second in which nobody is answered would have no latency, and one in which few are would have a short one.
   * @param waitedMs from the intended start: an acknowledgement would have taken at least so long
   */
  gaveUp(waitedMs: number): void {
    this.counts.gaveUp++
    this.#latency.record(waitedMs)
  }

  /** The counts of the second that has just ended; begins the next. */
  take(): Counts & Latencies {
    const taken = {
      ...this.counts,
      lagP99Ms: this.lag.percentileMs(99) ?? 0,
      p50Ms: this.#latency.percentileMs(50),
      p99Ms: this.#latency.percentileMs(99),
      ...this.#latencyCounts.take(),
    }
    this.counts = noCounts()
    this.lag.reset()
    this.#latency.reset()
    return taken
  }
}

function noCounts(): Counts {
  return {
    started: 0,
    attempts: noOutcomes(),
    acknowledged: 0,
    results: 0,
    served: 0,
    late: 0,
    pages: 0,
    pagesMissed: 0,
    turnedAway: 0,
    gaveUp: 0,
    waiting: 0,
    notSent: 0,
  }
}
