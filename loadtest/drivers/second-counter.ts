import { OUTCOMES } from '../records/attempt-record.ts'
import type { Outcome } from '../records/attempt-record.ts'
import { LatencyHistogram } from './latency-histogram.ts'
import type { Progress } from './open-driver-plan.ts'

type Counts = Pick<Progress, 'started' | 'attempts' | 'acknowledged' | 'results' | 'pages' | 'turnedAway' | 'gaveUp'>

export function noOutcomes(): Record<Outcome, number> {
  return Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>
}

/** What happened since the last `take`, for the live view. */
export class SecondCounter {
  readonly lag = new LatencyHistogram()
  readonly latency = new LatencyHistogram()
  counts: Counts = noCounts()

  /** The counts of the second that has just ended; begins the next. */
  take(): Counts & Pick<Progress, 'lagP99Ms' | 'p50Ms' | 'p99Ms'> {
    const taken = {
      ...this.counts,
      lagP99Ms: this.lag.percentileMs(99) ?? 0,
      p50Ms: this.latency.percentileMs(50),
      p99Ms: this.latency.percentileMs(99),
    }
    this.counts = noCounts()
    this.lag.reset()
    this.latency.reset()
    return taken
  }
}

function noCounts(): Counts {
  return { started: 0, attempts: noOutcomes(), acknowledged: 0, results: 0, pages: 0, turnedAway: 0, gaveUp: 0 }
}
