import { Histogram, type HistogramConfiguration, type LabelValues } from 'prom-client'

const PERIOD_MS = 1000

/**
 * A histogram whose observations are entered together, at a scrape and once a second: in a row prom-client takes 0.8 us for each, one by
 * one among requests 6 us, since its code has left the caches each time. For what happens several hundred times a second.
 */
export class BatchedHistogram<Label extends string> {
  #kept: [labels: LabelValues<Label>, value: number][] = []

  constructor(configuration: Omit<HistogramConfiguration<Label>, 'collect'>) {
    const enter = () => {
      const kept = this.#kept
      this.#kept = []
      for (const [labels, value] of kept) histogram.observe(labels, value)
    }
    const histogram = new Histogram({ ...configuration, collect: enter })
    setInterval(enter, PERIOD_MS).unref()
  }

  observe(labels: LabelValues<Label>, value: number): void {
    this.#kept.push([labels, value])
  }
}
