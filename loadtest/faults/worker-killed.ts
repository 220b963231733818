import type { Fault } from './fault.ts'

const workerKilled: Fault = {
  name: 'worker-killed',
  summary: 'SIGKILL to the worker process in the middle of its jobs; the supervisor restarts it',
  impossible({ worker }) {
    if (worker === null) return 'this strategy has no worker: the portal issues the permits itself'
    return worker.pid === null ? 'the worker is down already, and being started again' : null
  },
  start: async (system) => system.worker?.kill('SIGKILL'),
}
export default workerKilled
