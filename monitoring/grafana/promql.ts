/** What a dashboard's variables choose. `=~".*"` also matches targets without the label: a composed system without the lab. */
const CHOSEN = 'job="antrean",strategy=~"$strategy",scenario=~"$scenario",trial=~"$trial"'

export interface Narrowing {
  /** Labels that are kept, comma-separated; absent = one series. */
  by?: string
  /** More label matchers, e.g. `process="portal"`. */
  where?: string
}

/** Selector of one metric within the chosen trials. */
export function chosen(metric: string, where?: string): string {
  return `${metric}{${CHOSEN}${where === undefined ? '' : `,${where}`}}`
}

/** Events per second of a counter, over all processes. */
export function perSecond(metric: string, { by, where }: Narrowing = {}): string {
  return `sum${byClause(by)} (rate(${chosen(metric, where)}[$__rate_interval]))`
}

/** Figures of single processes, added up. */
export function total(metric: string, { by, where }: Narrowing = {}): string {
  return `sum${byClause(by)} (${chosen(metric, where)})`
}

/** Shared state, which several processes export with the same value: never added up. */
export function shared(metric: string, { by, where }: Narrowing = {}): string {
  return `max${byClause(by)} (${chosen(metric, where)})`
}

/** Quantile 0..1 of a histogram, within its buckets. */
export function quantile(q: number, metric: string, { by, where }: Narrowing = {}): string {
  const labels = by === undefined ? 'le' : `le, ${by}`
  return `histogram_quantile(${q}, sum by (${labels}) (rate(${chosen(`${metric}_bucket`, where)}[$__rate_interval])))`
}

/** Final value of a counter that begins at 0 with its trial: exact, where increase() would extrapolate. */
export function counted(metric: string, { by, where }: Narrowing = {}): string {
  return `sum${byClause(by)} (max_over_time(${chosen(metric, where)}[$__range]))`
}

const byClause = (by?: string) => (by === undefined ? '' : ` by (${by})`)
