import type { Fault } from './fault.ts'

const workerKilled: Fault = {
  name: 'worker-killed',
  summary: 'SIGKILL to the worker process in the middle of its jobs; the supervisor restarts it',
  start: async (system) => system.worker?.kill('SIGKILL'),
}
export default workerKilled
