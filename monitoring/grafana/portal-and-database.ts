import { HTTP_REQUEST_DURATION_SECONDS } from '../metric-names.ts'
import { buckets } from './buckets.ts'
import { dashboard } from './dashboard.ts'
import { applications, poolByState, poolSaturation, poolWaiting } from './pool-charts.ts'
import { cpu, eventLoopBusy, eventLoopLag, garbageCollection, heap, memory, openFiles, uptime } from './process-charts.ts'
import {
  gateDecisions,
  refusalsByStep,
  requestShares,
  requestsAge,
  requestsByRoute,
  requestsByStatus,
  requestsInside,
  requestTime,
  requestTimeByRoute,
} from './request-charts.ts'

const requestBuckets = buckets({
  title: 'Durations',
  says: 'How many requests took how long. Two humps, fast ones and those that waited, have no typical duration between them.',
  metric: HTTP_REQUEST_DURATION_SECONDS,
  unit: 's',
})

export const portalAndDatabase = dashboard({
  name: 'portal-and-database',
  title: 'portal and database',
  says: 'The portal from inside: requests, the gate of the strategy, connections to PostgreSQL, and the processes themselves.',
  rows: [
    {
      title: 'Requests',
      panels: [requestsByRoute(8), requestsByStatus(8), requestShares(8), requestTime(8), requestTimeByRoute(8), requestBuckets],
    },
    { title: 'The gate', panels: [gateDecisions(6), refusalsByStep(6), requestsInside(6), requestsAge(6)] },
    { title: 'Database', panels: [poolSaturation(6), poolWaiting(6), poolByState('portal', 6), applications(6)] },
    {
      title: 'The portal’s processes',
      panels: [eventLoopBusy, eventLoopLag, cpu, uptime, heap, memory, garbageCollection, openFiles].map((of) => of('portal', 6)),
    },
  ],
})
