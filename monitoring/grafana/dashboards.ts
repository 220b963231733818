import { compareStrategies } from './compare-strategies.ts'
import type { NamedDashboard } from './dashboard.ts'
import { launchDayAtAGlance } from './launch-day-at-a-glance.ts'
import { portalAndDatabase } from './portal-and-database.ts'
import { queuesWorkersVerification } from './queues-workers-verification.ts'

export const DASHBOARDS: readonly NamedDashboard[] = [
  launchDayAtAGlance,
  portalAndDatabase,
  queuesWorkersVerification,
  compareStrategies,
]

/** As Grafana reads it and git keeps it. */
export const dashboardJson = ({ dashboard }: NamedDashboard) => `${JSON.stringify(dashboard, null, 2)}\n`
