/** Where one process answers scrapes. */
export interface MetricsTarget {
  process: 'portal' | 'worker' | 'agencies' | 'operators' | 'lab'
  /** `host:port`; the path is /metrics. */
  address: string
  /** Query of the scrape, e.g. `{ trial: 'fifo-smoke-s1-b1' }`: what answers for several trials is told which one is meant. */
  query?: Readonly<Record<string, string>>
}

/** What all targets of a trial are labelled with in Prometheus. */
export interface TargetLabels {
  strategy: string
  scenario: string
  trial: string
  block: string
}
