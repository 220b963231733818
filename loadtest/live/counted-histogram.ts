import type { Metric, Registry } from 'prom-client'

/**
 * A Prometheus histogram of observations that were counted in another process; prom-client's own takes them one by one only.
 */
export class CountedHistogram {
  readonly name: string
  readonly help: string
  readonly type = 'histogram'
  readonly aggregator = 'sum'
  readonly #bounds: readonly number[]
  readonly #counts: number[]
  #sum = 0

  /** @param bounds upper ones, rising, in the metric's unit */
  constructor(options: { name: string; help: string; bounds: readonly number[]; registry: Registry }) {
    this.name = options.name
    this.help = options.help
    this.#bounds = options.bounds
    this.#counts = options.bounds.map(() => 0).concat(0)
    // Its type lists prom-client's own classes; the registry asks for no more than is here.
    options.registry.registerMetric(this as unknown as Metric)
  }

  /** @param counts one for each bound, and one for what is beyond them all */
  add(counts: readonly number[], sum: number): void {
    counts.forEach((count, index) => (this.#counts[index]! += count))
    this.#sum += sum
  }

  async get() {
    let below = 0
    const bucket = (le: number | '+Inf', index: number) => {
      below += this.#counts[index] as number
      return { metricName: `${this.name}_bucket`, labels: { le }, value: below }
    }
    const values = [
      ...[...this.#bounds, '+Inf' as const].map(bucket),
      { metricName: `${this.name}_sum`, labels: {}, value: this.#sum },
      { metricName: `${this.name}_count`, labels: {}, value: below },
    ]
    return { name: this.name, help: this.help, type: this.type, aggregator: this.aggregator, values }
  }
}
