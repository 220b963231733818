import { it } from '@jest/globals'
import { Redis } from 'ioredis'
import { conforms } from './testing/conformance.ts'

const { TEST_REDIS_URL } = process.env

if (TEST_REDIS_URL) {
  // A database of our own in the shared Redis: FLUSHDB empties it and nobody else's.
  const store = Object.assign(new URL(TEST_REDIS_URL), { pathname: '/11' }).href
  conforms({
    name: 'bullmq',
    store: () => store,
    options: (redisUrl, prefix) => ({ redisUrl, databaseUrl: 'postgres://unused', prefix, connections: 0 }),
    async forget() {
      const redis = new Redis(store)
      await redis.flushdb()
      await redis.quit()
    },
  })
} else it.skip('queue engine bullmq: there is no Redis here (TEST_REDIS_URL)', () => undefined)
