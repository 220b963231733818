import * as names from '../metric-names.ts'
import { chart } from './chart.ts'
import { chosen, shared, total } from './promql.ts'

export const deaths = (width: number) =>
  chart({
    title: 'Deaths',
    says: 'Ends that nobody ordered, so far, by process, and by cause once there is one. Last words are in the report. The laboratory counts them: without it (containers) there is no data, and only returns are marked.',
    queries: [
      { expr: total(names.LAB_PROCESS_EXITS_TOTAL, { by: 'name' }), legend: '{{name}}' },
      { expr: `${total(names.LAB_PROCESS_EXITS_TOTAL, { by: 'name, cause' })} > 0`, legend: '{{name}}: {{cause}}' },
    ],
    unit: 'short',
    width,
  })

export const starts = (width: number) =>
  chart({
    title: 'Starts of processes',
    says: 'So far; from the second one on, restarts by the supervisor. As deaths: of the laboratory’s own processes only.',
    queries: [{ expr: total(names.LAB_PROCESS_STARTS_TOTAL, { by: 'name' }), legend: '{{name}}' }],
    unit: 'short',
    width,
  })

export const alerts = (width: number) =>
  chart({
    title: 'Alerts that fire',
    says: 'How many, by name. Rules, and what to do: monitoring/prometheus/rules.yml.',
    queries: [
      {
        // Not empty while all is well.
        expr: `count by (alertname) (${chosen('ALERTS', 'alertstate="firing"')}) or label_replace(vector(0), "alertname", "none", "", "")`,
        legend: '{{alertname}}',
      },
    ],
    unit: 'short',
    width,
    stacked: true,
  })

export const generatorLag = (width: number) =>
  chart({
    title: 'Generator: how late',
    says: 'How late the load generator started people in the last second, p99. Beyond a few ms the figures speak of the generator, not of the portal.',
    queries: [{ expr: shared(names.LAB_GENERATOR_LAG_SECONDS), legend: 'p99' }],
    unit: 's',
    width,
  })
