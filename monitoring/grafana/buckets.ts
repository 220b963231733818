import { TooltipDisplayMode, VisibilityMode } from '@grafana/grafana-foundation-sdk/common'
import {
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  HeatmapTooltipBuilder,
  PanelBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap'
import { chosen } from './promql.ts'
import { DATA_SOURCE, target } from './query.ts'

export interface BucketsSpec {
  title: string
  /** What one sees and what it means, behind the panel's (i). */
  says: string
  /** A histogram, without _bucket. */
  metric: string
  /** Of its values, as Grafana names it. */
  unit: string
  /** Of 24 columns. */
  width?: number
}

/** A histogram over time: how many fell into which bucket. Shows two humps where a quantile shows their middle. */
export function buckets({ title, says, metric, unit, width = 8 }: BucketsSpec): PanelBuilder {
  const expr = `sum by (le) (increase(${chosen(`${metric}_bucket`)}[$__rate_interval]))`
  return new PanelBuilder()
    .title(title)
    .description(says)
    .datasource(DATA_SOURCE)
    .span(width)
    .height(8)
    .calculate(false)
    .yAxis(new YAxisConfigBuilder().unit(unit))
    .color(
      new HeatmapColorOptionsBuilder()
        .mode(HeatmapColorMode.Scheme)
        .scheme('Oranges')
        .fill('dark-orange')
        .exponent(0.5)
        .steps(64),
    )
    .showValue(VisibilityMode.Never)
    .tooltip(new HeatmapTooltipBuilder().mode(TooltipDisplayMode.Single).yHistogram(true))
    .targets([target({ expr, legend: '{{le}}', as: 'buckets' }, 0)])
}
