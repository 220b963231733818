import { build } from 'hdr-histogram-js'

/** Longest latency that is told apart, ms: an hour. */
const HIGHEST_MS = 3_600_000
const US_PER_MS = 1000

/** HDR histogram of latencies with 3 significant digits, in microseconds inside. */
export class LatencyHistogram {
  readonly #histogram = build({
    numberOfSignificantValueDigits: 3,
    highestTrackableValue: HIGHEST_MS * US_PER_MS,
    bitBucketSize: 32,
  })

  record(ms: number): void {
    this.#histogram.recordValue(Math.round(Math.min(HIGHEST_MS, Math.max(0, ms)) * US_PER_MS))
  }

  get count(): number {
    return this.#histogram.totalCount
  }

  /** @param percentile 0..100. Null when nothing was recorded. */
  percentileMs(percentile: number): number | null {
    return this.count === 0 ? null : this.#histogram.getValueAtPercentile(percentile) / US_PER_MS
  }

  get maxMs(): number | null {
    return this.count === 0 ? null : this.#histogram.maxValue / US_PER_MS
  }

  reset(): void {
    this.#histogram.reset()
  }
}
