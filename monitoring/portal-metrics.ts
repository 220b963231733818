import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { agencyCallMetrics } from './agency-call-metrics.ts'
import { BatchedHistogram } from './batched-histogram.ts'
import * as names from './metric-names.ts'
import { OpenRequests } from './open-requests.ts'
import { poolMetrics, type PoolCounts } from './pool-metrics.ts'
import { processMetrics } from './process-metrics.ts'

/** Seconds for the lab's officers, days for those of a real office. */
const DECISION_BUCKETS_S = [1, 2, 5, 10, 20, 30, 60, 120, 300, 900, 3600, 21_600, 86_400, 432_000, 1_209_600]
const DECISIONS = ['verify', 'return', 'reject'] as const

export type PortalMetrics = ReturnType<typeof portalMetrics>

/** Creates the portal's own metrics in `registry`; shared state has files of its own. `pool` is read at each scrape. */
export function portalMetrics(registry: Registry, pool?: PoolCounts) {
  processMetrics(registry)
  if (pool) poolMetrics(registry, pool)
  return { ...requestMetrics(registry), ...applicationMetrics(registry), agencyCalls: agencyCallMetrics(registry) }
}

function requestMetrics(registry: Registry) {
  const registers = [registry]
  const requestsOpen = new OpenRequests()
  const requestsAgeSeconds = new Gauge({
    name: names.HTTP_REQUESTS_AGE_SECONDS,
    help: 'Time that the requests whose citizens still wait have spent inside by now, summed',
    registers,
    collect() {
      this.set(requestsOpen.agesS(performance.now() / 1000))
    },
  })
  return {
    requestsAgeSeconds,
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
    requestDurationSeconds: new BatchedHistogram({
      name: names.HTTP_REQUEST_DURATION_SECONDS,
      help: 'From the request to the end of its answer, or until its citizen had gone (status 499)',
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
  }
}

function applicationMetrics(registry: Registry) {
  const registers = [registry]
  const verificationDecisions = new Counter({
    name: names.VERIFICATION_DECISIONS_TOTAL,
    help: 'Decisions of officers: verify, return, reject',
    labelNames: ['decision'],
    registers,
  })
  for (const decision of DECISIONS) verificationDecisions.inc({ decision }, 0)
  return {
    verificationDecisions,
    verificationDecisionSeconds: new Histogram({
      name: names.VERIFICATION_DECISION_SECONDS,
      help: 'From the opening of a verification task to an officer’s decision, time at the applicant included',
      buckets: DECISION_BUCKETS_S,
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
      help: "Applications that wait for an officer's verification, NIB issued by this process",
      registers,
    }),
  }
}
