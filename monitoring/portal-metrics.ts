import { collectDefaultMetrics, Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { watchEventLoop } from './event-loop-utilisation.ts'
import * as names from './metric-names.ts'

/** The counts of a pg.Pool, which fits as it is. */
export interface PoolCounts {
  readonly totalCount: number
  readonly idleCount: number
  readonly waitingCount: number
}

export type PortalMetrics = ReturnType<typeof portalMetrics>

/**
 * Creates the portal's metrics in `registry`, Node's default ones (heap, GC, loop lag) included. `pool` is read at each
 * scrape: states `busy`, `idle` and `waiting` (requests without a connection).
 */
export function portalMetrics(registry: Registry, pool?: PoolCounts) {
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  watchEventLoop(registry)
  const poolConnections = new Gauge({
    name: names.PG_POOL_CONNECTIONS,
    help: 'Database connections of this process by state; waiting = requests that wait for one',
    labelNames: ['state'],
    registers,
    collect() {
      if (pool === undefined) return
      this.set({ state: 'busy' }, pool.totalCount - pool.idleCount)
      this.set({ state: 'idle' }, pool.idleCount)
      this.set({ state: 'waiting' }, pool.waitingCount)
    },
  })
  return {
    poolConnections,
    requestsInFlight: new Gauge({
      name: names.HTTP_REQUESTS_IN_FLIGHT,
      help: 'Requests inside the portal until their handler ends, also those whose citizen has gone',
      registers,
    }),
    requestDurationSeconds: new Histogram({
      name: names.HTTP_REQUEST_DURATION_SECONDS,
      help: 'From the request to the end of its answer',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
    gateDecisions: new Counter({
      name: names.GATE_DECISIONS_TOTAL,
      help: 'Decisions of the strategy by step; decision = admitted or the reason of the refusal',
      labelNames: ['step', 'decision'],
      registers,
    }),
    applicationsAccepted: new Counter({
      name: names.APPLICATIONS_ACCEPTED_TOTAL,
      help: 'Applications stored and acknowledged',
      registers,
    }),
    applicationsIssued: new Counter({
      name: names.APPLICATIONS_ISSUED_TOTAL,
      help: 'Applications whose NIB was issued by this process',
      registers,
    }),
    applicationsParked: new Counter({
      name: names.APPLICATIONS_PARKED_TOTAL,
      help: "Applications that wait for an officer's verification, NIB issued",
      registers,
    }),
  }
}
