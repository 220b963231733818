import type { Fault } from './fault.ts'

/** How much slower: a fifth of the capacity is left. */
const FACTOR = 5

const registrySlow: Fault = {
  name: 'registry-slow',
  summary: `An identity check takes ${FACTOR} times as long until the fault ends`,
  start: (system) => system.changeAgency({ serviceMs: system.envelope.agency.serviceMs * FACTOR }),
  stop: (system) => system.changeAgency({ serviceMs: system.envelope.agency.serviceMs }),
}
export default registrySlow
