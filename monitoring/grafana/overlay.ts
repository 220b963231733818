import { TooltipDisplayMode, VizTooltipOptionsBuilder } from '@grafana/grafana-foundation-sdk/common'
import { PanelBuilder, SeriesMapping, XYSeriesConfigBuilder, XYShowMode } from '@grafana/grafana-foundation-sdk/xychart'
import { LAB_TRIAL_START_TIME_SECONDS } from '../metric-names.ts'
import { legend } from './chart.ts'
import { shared } from './promql.ts'
import { DATA_SOURCE, target } from './query.ts'

export interface OverlaySpec {
  title: string
  /** What one sees and what it means, behind the panel's (i). */
  says: string
  /** One series for each `trial`. */
  expr: string
  /** What it measures, on the vertical axis. */
  measure: string
  /** As Grafana names it. */
  unit: string
}

/** What Grafana calls the answers to two queries that it lays side by side as tables. */
const [SECOND, VALUE] = ['Value #A', 'Value #B']

/**
 * Trials laid over each other, though they ran one after the other: a point's place is the time since its trial's start. The time
 * axis cannot do that, so this is a chart of pairs (second, value), joined by time and then split by trial.
 */
export function overlay({ title, says, expr, measure, unit }: OverlaySpec): PanelBuilder {
  // A quantile of nobody is NaN, which would leave the axis without ends.
  const value = `(${expr}) >= 0`
  const second = `(time() - ${shared(LAB_TRIAL_START_TIME_SECONDS, { by: 'trial' })} >= 0) and on (trial) (${value})`
  return (
    new PanelBuilder()
      .title(title)
      .description(says)
      .datasource(DATA_SOURCE)
      .span(12)
      .height(9)
      .targets([
        target({ expr: second, legend: 'second', as: 'rows' }, 0),
        target({ expr: value, legend: measure, as: 'rows' }, 1),
      ])
      .transformations([
        { id: 'merge', options: {} },
        // Before the first citizen there is no second: without its pair a point would be drawn at 0.
        { id: 'filterByValue', options: { type: 'exclude', match: 'any', filters: [isNull(SECOND), isNull(VALUE)] } },
        // By trial, so that colours follow the names; within it the order of time stays.
        { id: 'sortBy', options: { fields: {}, sort: [{ field: 'Time', desc: false }] } },
        { id: 'sortBy', options: { fields: {}, sort: [{ field: 'trial', desc: false }] } },
        { id: 'partitionByValues', options: { fields: ['trial'], keepFields: false, naming: { asLabels: true } } },
      ])
      .mapping(SeriesMapping.Auto)
      .series([new XYSeriesConfigBuilder().x(byName(SECOND)).y(byName(VALUE))])
      .show(XYShowMode.PointsAndLines)
      // The tooltip belongs to the points, so that they cannot be left out.
      .pointSize({ fixed: 3 })
      .pointStrokeWidth(0)
      .fillOpacity(100)
      .lineWidth(2)
      .legend(legend())
      .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Single))
      .overrideByName(SECOND, [
        { id: 'displayName', value: 'second' },
        { id: 'unit', value: 'none' },
        { id: 'custom.axisLabel', value: 'seconds since the first citizen' },
      ])
      .overrideByName(VALUE, [
        { id: 'displayName', value: '${__field.labels.trial}' },
        { id: 'unit', value: unit },
        { id: 'min', value: 0 },
        { id: 'custom.axisLabel', value: measure },
      ])
  )
}

const byName = (options: string) => ({ matcher: { id: 'byName', options } })

const isNull = (fieldName: string) => ({ fieldName, config: { id: 'isNull', options: {} } })
