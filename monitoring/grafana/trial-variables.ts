import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { DATA_SOURCE } from './query.ts'

/** PrometheusVariableQueryType.LabelValues in Grafana's source. */
const LABEL_VALUES = 1

/** Data source, strategy, scenario and trial: each narrows what the next one offers. All of them at first. */
export function trialVariables() {
  return [
    // The one that provisioning/ sets up; where there is no such, Grafana takes the first.
    new DatasourceVariableBuilder('datasource')
      .label('Prometheus')
      .type('prometheus')
      .current({ selected: true, text: 'Prometheus', value: 'antrean-prometheus' }),
    labelVariable('strategy', 'Strategy', 'up{job="antrean"}'),
    labelVariable('scenario', 'Scenario', 'up{job="antrean",strategy=~"$strategy"}'),
    labelVariable('trial', 'Trial', 'up{job="antrean",strategy=~"$strategy",scenario=~"$scenario"}'),
  ]
}

function labelVariable(name: string, label: string, series: string): QueryVariableBuilder {
  const query = `label_values(${series},${name})`
  return (
    new QueryVariableBuilder(name)
      .label(label)
      .datasource(DATA_SOURCE)
      .query({ query, qryType: LABEL_VALUES, refId: `Variable-${name}` })
      .definition(query)
      .refresh(VariableRefresh.OnTimeRangeChanged)
      .sort(VariableSort.NaturalAsc)
      .multi(true)
      .includeAll(true)
      // Not the list of all values: targets without the label belong to it as well.
      .allValue('.*')
      .current({ selected: true, text: ['All'], value: ['$__all'] })
  )
}
