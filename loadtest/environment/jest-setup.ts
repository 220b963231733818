import { cleanUpLeftovers } from './leftovers.ts'
import { startPostgres } from './postgres.ts'
import { startRedis } from './redis.ts'
import { openRunDirectory } from './run-directory.ts'

const MAX_CONNECTIONS = 200

declare global {
  var stopTestServers: (() => Promise<void>) | undefined
}

/**
 * Starts one PostgreSQL and, where there is one, one Redis for all integration tests and names them in TEST_DATABASE_URL (admin
 * URL: every test makes a database of its own) and TEST_REDIS_URL. Servers that are named already are used as they are.
 */
export default async function startTestServers(): Promise<void> {
  await cleanUpLeftovers()
  const run = openRunDirectory()
  const [postgres, redis] = await Promise.all([
    process.env.TEST_DATABASE_URL ? null : startPostgres({ run, maxConnections: MAX_CONNECTIONS }),
    process.env.TEST_REDIS_URL ? null : startRedis({ run }),
  ])
  if (postgres) process.env.TEST_DATABASE_URL = postgres.adminUrl
  if (redis) process.env.TEST_REDIS_URL = redis.url
  globalThis.stopTestServers = async () => {
    await Promise.all([postgres?.stop(), redis?.stop()])
    run.remove()
  }
}
