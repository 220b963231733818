import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ScaleDistribution,
  ScaleDistributionConfigBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import { ThresholdsConfigBuilder, ThresholdsMode, type DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries'
import { DATA_SOURCE, target, type Query } from './query.ts'

export interface ChartSpec {
  title: string
  /** What one sees and what it means, behind the panel's (i). */
  says: string
  queries: readonly Query[]
  /** As Grafana names it: s, bytes, percentunit, reqps, short. */
  unit: string
  /** Of 24 columns. */
  width?: number
  /** Series upon one another: parts of a whole. */
  stacked?: boolean
  /** Logarithmic axis. */
  log?: boolean
  max?: number
  /** Beyond it is bad: a dashed red line. */
  limit?: number
  /** Colour by name of the series; the others get the palette's. */
  colours?: Readonly<Record<string, string>>
  /** Names of series that are capacities or bounds: drawn dashed, not stacked. */
  bounds?: readonly string[]
}

/** Curves over time. */
export function chart(spec: ChartSpec): PanelBuilder {
  const panel = new PanelBuilder()
    .title(spec.title)
    .description(spec.says)
    .datasource(DATA_SOURCE)
    .span(spec.width ?? 8)
    .height(8)
    .unit(spec.unit)
    .lineWidth(2)
    .fillOpacity(spec.stacked ? 60 : 8)
    .showPoints(VisibilityMode.Never)
    .legend(legend())
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .targets(spec.queries.map(target))
  // A logarithmic axis has no 0.
  if (spec.log) panel.scaleDistribution(new ScaleDistributionConfigBuilder().type(ScaleDistribution.Log).log(10))
  else panel.min(0)
  if (spec.max !== undefined) panel.max(spec.max)
  if (spec.stacked) panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))
  if (spec.limit !== undefined) {
    panel
      .thresholds(limitAt(spec.limit))
      .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed))
  }
  for (const [name, colour] of Object.entries(spec.colours ?? {})) panel.overrideByName(name, [coloured(colour)])
  for (const name of spec.bounds ?? []) panel.overrideByName(name, BOUND)
  return panel
}

export const legend = () =>
  new VizLegendOptionsBuilder().displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom).showLegend(true).calcs([])

export const coloured = (colour: string): DynamicConfigValue => ({ id: 'color', value: { mode: 'fixed', fixedColor: colour } })

const BOUND: DynamicConfigValue[] = [
  coloured('text'),
  { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } },
  { id: 'custom.lineWidth', value: 1 },
  { id: 'custom.fillOpacity', value: 0 },
  { id: 'custom.stacking', value: { mode: 'none', group: 'A' } },
]

const limitAt = (value: number) =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
    { value: null, color: 'transparent' },
    { value, color: 'red' },
  ])
