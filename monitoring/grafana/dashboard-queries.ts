import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { VariableType, type Dashboard, type Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus'
import { DASHBOARDS } from './dashboards.ts'

/** A query as it stands in a generated dashboard. */
export interface DashboardQuery {
  /** `<dashboard>: <panel>, <refId>`. */
  name: string
  kind: 'panel' | 'annotation' | 'variable'
  expr: string
  /** At one moment, not over the chosen time. */
  instant: boolean
  legend: string
}

/** A dashboard as git keeps it. */
export function readDashboard(file: string): Dashboard {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'generated', file), 'utf8')) as Dashboard
}

/** Panels of a dashboard without its rows. */
export function panelsOf(dashboard: Dashboard): Panel[] {
  return (dashboard.panels ?? []).filter((panel) => panel.type !== 'row')
}

/** Everything that Grafana asks Prometheus for these dashboards. */
export function dashboardQueries(): DashboardQuery[] {
  return DASHBOARDS.flatMap(({ file }) => {
    const dashboard = readDashboard(file)
    return [...panelQueries(dashboard, file), ...annotationQueries(dashboard, file), ...variableQueries(dashboard, file)]
  })
}

function panelQueries(dashboard: Dashboard, file: string): DashboardQuery[] {
  return panelsOf(dashboard).flatMap(({ title, targets = [] }) =>
    (targets as Dataquery[]).map(({ expr, refId, instant = false, legendFormat = '' }) => ({
      name: `${file}: ${title}, ${refId}`,
      kind: 'panel' as const,
      expr,
      instant,
      legend: legendFormat,
    })),
  )
}

function annotationQueries({ annotations }: Dashboard, file: string): DashboardQuery[] {
  return (annotations.list ?? []).map(({ name, target, titleFormat = '' }) => ({
    name: `${file}: ${name}`,
    kind: 'annotation' as const,
    expr: (target as Dataquery).expr,
    instant: false,
    legend: titleFormat,
  }))
}

function variableQueries({ templating }: Dashboard, file: string): DashboardQuery[] {
  return (templating.list ?? [])
    .filter(({ type }) => type === VariableType.Query)
    .map(({ name, query }) => ({
      name: `${file}: $${name}`,
      kind: 'variable' as const,
      expr: (query as { query: string }).query,
      instant: true,
      legend: '',
    }))
}
