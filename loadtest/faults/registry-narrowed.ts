import type { Fault } from './fault.ts'

/** Share of the slots that is left. */
const LEFT = 0.8

/** The envelope still says the full number: to the strategy it is an agency that answers less than it promised. */
const registryNarrowed: Fault = {
  name: 'registry-narrowed',
  summary: `Dukcapil serves with ${LEFT * 100} % of its slots until the fault ends`,
  start: (system) => system.changeAgency({ slots: Math.round(system.envelope.agency.slots * LEFT) }),
  stop: (system) => system.changeAgency({ slots: system.envelope.agency.slots }),
}
export default registryNarrowed
