import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import {
  FieldColorBuilder,
  FieldColorModeId,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type Threshold,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat'
import { DATA_SOURCE, target, type Query } from './query.ts'

export interface StatSpec {
  title: string
  /** What one sees and what it means, behind the panel's (i). */
  says: string
  query: Query
  unit: string
  decimals?: number
  /** Of 24 columns. */
  width?: number
  /** Shows the name of the series, not its value. */
  name?: boolean
  /** From this value on [value, colour], ascending; before the first: neutral. */
  steps?: readonly (readonly [number, string])[]
}

/** One figure, the latest. */
export function stat(spec: StatSpec): PanelBuilder {
  const steps: Threshold[] = [{ value: null, color: 'text' }, ...(spec.steps ?? []).map(([value, color]) => ({ value, color }))]
  const panel = new PanelBuilder()
    .title(spec.title)
    .description(spec.says)
    .datasource(DATA_SOURCE)
    .span(spec.width ?? 4)
    .height(4)
    .unit(spec.unit)
    .graphMode(spec.name ? BigValueGraphMode.None : BigValueGraphMode.Area)
    .colorMode(BigValueColorMode.Value)
    .textMode(spec.name ? BigValueTextMode.Name : BigValueTextMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps))
    .noValue('–')
    .targets([target(spec.query, 0)])
  return spec.decimals === undefined ? panel : panel.decimals(spec.decimals)
}
