import { Counter, type LabelValues, type Registry } from 'prom-client'

/**
 * A counter that shows at each scrape what `read` answers from memory: samples with their labels, none of which ever goes down. For what
 * is counted elsewhere, and for what happens so often that prom-client's `inc` (1 us with labels) would be felt.
 */
export function stateCounter<Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly Label[],
  read: () => Iterable<readonly [labels: LabelValues<Label>, value: number]>,
): Counter<Label> {
  return new Counter({
    name,
    help,
    labelNames,
    registers: [registry],
    collect() {
      this.reset()
      for (const [labels, value] of read()) this.inc(labels, value)
    },
  })
}
