import type { Fault } from './fault.ts'

const portalKilled: Fault = {
  name: 'portal-killed',
  summary: 'SIGKILL to the portal process; the supervisor restarts it',
  impossible: ({ portal }) => (portal.pid === null ? 'the portal is down already, and being started again' : null),
  start: async (system) => system.portal.kill('SIGKILL'),
}
export default portalKilled
