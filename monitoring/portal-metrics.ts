import { Counter, Histogram, type Registry } from 'prom-client'
import { agencyCallMetrics } from './agency-call-metrics.ts'
import { GateDecisions } from './gate-decisions.ts'
import * as names from './metric-names.ts'
import { poolMetrics, type PoolCounts } from './pool-metrics.ts'
import { processMetrics } from './process-metrics.ts'
import { RequestMetrics } from './request-metrics.ts'

/** Seconds for the lab's officers, days for those of a real office. */
const DECISION_BUCKETS_S = [1, 2, 5, 10, 20, 30, 60, 120, 300, 900, 3600, 21_600, 86_400, 432_000, 1_209_600]
const DECISIONS = ['verify', 'return', 'reject'] as const

export type PortalMetrics = ReturnType<typeof portalMetrics>

/** Creates the portal's own metrics in `registry`; shared state has files of its own. `pool` is read at each scrape. */
export function portalMetrics(registry: Registry, pool?: PoolCounts) {
  processMetrics(registry)
  if (pool) poolMetrics(registry, pool)
  return {
    requests: new RequestMetrics(registry),
    ...applicationMetrics(registry),
    agencyCalls: agencyCallMetrics(registry),
    gateDecisions: new GateDecisions(registry),
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
