import { PanelBuilder } from '@grafana/grafana-foundation-sdk/barchart'
import {
  SortOrder,
  type StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import { coloured, legend } from './chart.ts'
import { queriesOf, sideBySide, type Column } from './columns.ts'
import { DATA_SOURCE, target } from './query.ts'

export interface BarsSpec {
  title: string
  /** What one sees and what it means, behind the panel's (i). */
  says: string
  /** Label that names the bar. */
  key: string
  /** Its parts, or the bars of its group. */
  parts: readonly (Column & { colour: string })[]
  stacking: StackingMode
  unit: string
  width: number
}

/** One horizontal bar, or group of bars, for each value of `key`. */
export function bars({ title, says, key, parts, stacking, unit, width }: BarsSpec): PanelBuilder {
  const panel = new PanelBuilder()
    .title(title)
    .description(says)
    .datasource(DATA_SOURCE)
    .span(width)
    .height(9)
    .unit(unit)
    .xField(key)
    .orientation(VizOrientation.Horizontal)
    .stacking(stacking)
    .showValue(VisibilityMode.Auto)
    // 0, the builder's default, cuts every name down to dots.
    .xTickLabelMaxLength(80)
    .fillOpacity(80)
    .legend(legend())
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.None))
    .targets(queriesOf(parts).map(target))
    .transformations(sideBySide(key, parts))
  for (const { name, colour } of parts) panel.overrideByName(name, [coloured(colour)])
  return panel
}
