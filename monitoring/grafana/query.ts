import { DataqueryBuilder, PromQueryFormat, QueryEditorMode } from '@grafana/grafana-foundation-sdk/prometheus'

/** Chosen at the top of every dashboard, so that they work with any Prometheus. */
export const DATA_SOURCE = { type: 'prometheus', uid: '${datasource}' }

/** How often Prometheus scrapes in the lab and in the composed system: the shortest step, and a quarter of $__rate_interval at the least. */
export const SCRAPE_INTERVAL = '1s'

export interface Query {
  expr: string
  /** Name of its series; `{{label}}` is replaced. */
  legend: string
  /** series: a curve. now: its value at the end of the chosen time. rows: its points as rows. row: its value now as one. buckets: of a histogram. */
  as?: keyof typeof FORMATS
}

/** The panel's `index`-th query: A, B, C ... */
export function target({ expr, legend, as = 'series' }: Query, index: number): DataqueryBuilder {
  const builder = new DataqueryBuilder()
    .refId(refId(index))
    .datasource(DATA_SOURCE)
    .editorMode(QueryEditorMode.Code)
    .expr(expr)
    .legendFormat(legend)
    .interval(SCRAPE_INTERVAL)
    .format(FORMATS[as])
  return as === 'now' || as === 'row' ? builder.instant() : builder.range()
}

export const refId = (index: number) => String.fromCharCode('A'.charCodeAt(0) + index)

const FORMATS = {
  series: PromQueryFormat.TimeSeries,
  now: PromQueryFormat.TimeSeries,
  rows: PromQueryFormat.Table,
  row: PromQueryFormat.Table,
  buckets: PromQueryFormat.Heatmap,
}
