import pg from 'pg'
import { Registry } from 'prom-client'
import { portalMetrics } from '../monitoring/portal-metrics.ts'
import { createLog } from '../service/log.ts'
import type { Portal } from './portal.ts'
import { sampleSignals } from './signals.ts'
import { queuedPlan } from './test-plans.ts'

/** For tests of what the portal does without its database and agencies: they are there, at no address, and asking them fails. */
export function unconnectedPortal(registry = new Registry()): Portal {
  const unreachable = () => Promise.reject(new Error('this portal has no database and no agencies'))
  const signals = sampleSignals(
    async () => ({ backlog: 0, oldestWaitS: 0 }),
    () => 0,
    () => undefined,
  )
  signals.close()
  const agency = { slots: 50, serviceMs: 500, dailyQuota: null }
  return {
    pool: new pg.Pool({ host: '127.0.0.1', port: 1 }),
    plan: queuedPlan,
    envelope: { heapMb: 256, connections: 10, openFiles: 1024, agency, restart: { firstMs: 100, resetAfterS: 10 } },
    signals,
    identityRegistry: { check: unreachable },
    messageGateway: { send: unreachable },
    metrics: portalMetrics(registry),
    log: createLog('test', { write: () => undefined }),
  }
}
