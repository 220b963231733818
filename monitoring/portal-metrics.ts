import { collectDefaultMetrics, Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { watchEventLoop } from './event-loop-utilisation.ts'
import * as names from './metric-names.ts'
import { OpenRequests } from './open-requests.ts'

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
  const requestsOpen = new OpenRequests()
  const requestsAgeSeconds = new Gauge({
    name: names.HTTP_REQUESTS_AGE_SECONDS,
    help: 'Time that the requests whose citizens still wait have spent inside by now, summed',
    registers,
    collect() {
      this.set(requestsOpen.agesS(performance.now() / 1000))
    },
  })
  const uptimeSeconds = new Gauge({
    name: names.UPTIME_SECONDS,
    help: 'Since the start of the process, on the clock that measures the requests: when this scrape was read',
    registers,
    collect() {
      this.set(performance.now() / 1000)
    },
  })
  return {
    poolConnections,
    requestsAgeSeconds,
    uptimeSeconds,
    /** Every request enters; its age is known without a timer of its own. */
    requestsOpen,
    requestsInFlight: new Gauge({
      name: names.HTTP_REQUESTS_IN_FLIGHT,
      help: 'Requests inside the portal until their handler ends, also those whose citizen has gone',
      registers,
    }),
    requestsZombie: new Gauge({
      name: names.HTTP_REQUESTS_ZOMBIE,
      help: 'Of the requests inside the portal, those whose citizen has gone: work that nobody waits for',
      registers,
    }),
    requestDurationSeconds: new Histogram({
      name: names.HTTP_REQUEST_DURATION_SECONDS,
      help: 'From the request to the end of its answer, or until its citizen had gone',
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
