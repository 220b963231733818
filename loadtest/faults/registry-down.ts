import type { Fault } from './fault.ts'

const registryDown: Fault = {
  name: 'registry-down',
  summary: 'Dukcapil closes every connection until the fault ends',
  start: (system) => system.changeAgency({ down: true }),
  stop: (system) => system.changeAgency({ down: false }),
}
export default registryDown
