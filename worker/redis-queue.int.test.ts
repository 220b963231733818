import { afterEach, it } from '@jest/globals'
import { Redis } from 'ioredis'
import { issuesEverythingOnce } from './testing/issues-everything-once.ts'

const { TEST_REDIS_URL } = process.env

if (TEST_REDIS_URL) {
  // A database of our own in the shared Redis: FLUSHDB empties it and nobody else's.
  const redisUrl = Object.assign(new URL(TEST_REDIS_URL), { pathname: '/12' }).href
  const forget = async () => {
    const redis = new Redis(redisUrl)
    await redis.flushdb()
    await redis.quit()
  }
  afterEach(forget)
  issuesEverythingOnce({ name: 'bullmq', redisUrl, forget })
} else it.skip('the worker on bullmq: there is no Redis here (TEST_REDIS_URL)', () => undefined)
