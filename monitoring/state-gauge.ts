import { Gauge, type Registry } from 'prom-client'

/** A gauge that shows at each scrape what `read` answers from memory; null = there is no such sample. */
export function stateGauge(registry: Registry, name: string, help: string, read: () => number | null): Gauge {
  return new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      const value = read()
      if (value === null) this.remove()
      else this.set(value)
    },
  })
}

/** As `stateGauge`, with a sample for each key of what `read` answers. */
export function stateGauges(
  registry: Registry,
  name: string,
  help: string,
  label: string,
  read: () => Readonly<Record<string, number>> | null,
): Gauge {
  return new Gauge({
    name,
    help,
    labelNames: [label],
    registers: [registry],
    collect() {
      this.reset()
      for (const [key, value] of Object.entries(read() ?? {})) this.set({ [label]: key }, value)
    },
  })
}
