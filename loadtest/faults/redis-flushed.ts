import type { Fault } from './fault.ts'

const redisFlushed: Fault = {
  name: 'redis-flushed',
  summary: 'Everything in Redis is deleted, as by FLUSHALL',
  impossible({ lanes }, { redis }) {
    if (!redis) return 'there is no Redis here: BullMQ keeps the jobs in PostgreSQL'
    return lanes.length === 0 ? 'this strategy has no queue: nothing of it is in Redis' : null
  },
  start: async (system) => system.emptyQueue(),
}
export default redisFlushed
