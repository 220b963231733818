import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  RowBuilder,
  type Dashboard,
  type Panel,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { trialAnnotations } from './trial-annotations.ts'
import { trialVariables } from './trial-variables.ts'

export interface DashboardSpec {
  /** Name of its file, and its address in Grafana: `antrean-<name>`. */
  name: string
  title: string
  says: string
  rows: readonly Row[]
}

interface Row {
  title: string
  /** Laid out from left to right; a line of them is 24 columns wide. */
  panels: readonly { build(): Panel }[]
}

export interface NamedDashboard {
  /** In `generated/`. */
  file: string
  dashboard: Dashboard
}

const TAG = 'antrean'

/** What all dashboards share: variables, marks, ways to the others, a fresh look every 5 s. */
export function dashboard({ name, title, says, rows }: DashboardSpec): NamedDashboard {
  const builder = new DashboardBuilder(`Antrean: ${title}`)
    .uid(`${TAG}-${name}`)
    .description(says)
    .tags([TAG])
    .time({ from: 'now-15m', to: 'now' })
    .refresh('5s')
    .tooltip(DashboardCursorSync.Crosshair)
    .variables(trialVariables())
    .annotations(trialAnnotations())
    .link(new DashboardLinkBuilder('Antrean').type(DashboardLinkType.Dashboards).tags([TAG]).includeVars(true).keepTime(true))
  for (const row of rows) {
    builder.withRow(new RowBuilder(row.title))
    for (const panel of row.panels) builder.withPanel(panel)
  }
  return { file: `${name}.json`, dashboard: inPlainSight(numbered(builder.build())) }
}

/** Rows and panels need ids of their own. */
function numbered(dashboard: Dashboard): Dashboard {
  for (const [index, panel] of (dashboard.panels ?? []).entries()) panel.id = index + 1
  return dashboard
}

/** The builders put links and annotations into a menu; absent = beside the variables, where they are seen. */
function inPlainSight(dashboard: Dashboard): Dashboard {
  for (const shown of [...(dashboard.links ?? []), ...(dashboard.annotations.list ?? [])]) delete shown.placement
  return dashboard
}
