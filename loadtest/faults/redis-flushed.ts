import type { Fault } from './fault.ts'

const redisFlushed: Fault = {
  name: 'redis-flushed',
  summary: 'Everything in Redis is deleted, as by FLUSHALL',
  start: async (system) => system.emptyQueue(),
}
export default redisFlushed
