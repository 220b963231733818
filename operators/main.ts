import { createServer } from 'node:http'
import { Registry } from 'prom-client'
import { processMetrics } from '../monitoring/process-metrics.ts'
import { chooseEngine } from '../queues/create-engine.ts'
import { openLaneQueues } from '../queues/lane-queues.ts'
import { readConfig } from '../service/config.ts'
import { listen } from '../service/listening-server.ts'
import { createLog } from '../service/log.ts'
import { serveMetrics } from '../service/metrics-server.ts'
import { onShutdown } from '../service/shutdown.ts'
import { loadStrategies, planOf } from '../strategies/load-strategies.ts'
import { choosePlan } from '../strategies/strategy-config.ts'
import type { Envelope, Plan, Strategy } from '../strategies/strategy.ts'
import { createApp } from './app.ts'
import { operatorsConfig } from './config.ts'
import { openBoard, type Board } from './open-board.ts'
import { noQueuePage } from './pages/notice-pages.ts'
import { Sessions } from './sessions.ts'

/** A handful of people with a browser each. */
const MOST_CONNECTIONS = 100
/** For a whole request; the largest is a form of one field. */
const REQUEST_LIMIT_MS = 10_000

const config = readConfig(operatorsConfig)
const log = createLog('operators')
const plan = await choosePlan(config)

const board = plan.engine === 'none' ? await noBoard(config.STRATEGY, config.ENVELOPE) : boardOf(plan.engine, plan)
const { OPERATORS_PASSWORD: password, OPERATORS_SESSION_KEY: key } = config
// Another password ends the logins of the old one.
const sessions = new Sessions(key === undefined ? undefined : `${key}\n${password}`)
const app = createApp({ hosts: config.OPERATORS_HOSTS, board: board.handle, password, sessions, log })

const server = createServer({ requestTimeout: REQUEST_LIMIT_MS, headersTimeout: REQUEST_LIMIT_MS }, app)
server.maxConnections = MOST_CONNECTIONS
const { port, close } = await listen(server, config.OPERATORS_PORT, config.HOST)
const registry = new Registry()
processMetrics(registry)
const metricsServer = await serveMetrics(registry, config.METRICS_PORT)
log.info({ port, metricsPort: metricsServer.port, strategy: config.STRATEGY, mode: config.OPERATORS_MODE }, 'listening')

onShutdown(async () => {
  await Promise.all([close(), metricsServer.close(), board.close()])
}, log)

function boardOf(engine: Exclude<Plan['engine'], 'none'>, { lanes }: Plan): Board {
  const { STRATEGY: strategy, REDIS_URL: redisUrl, DATABASE_URL: databaseUrl, QUEUE_PREFIX: prefix } = config
  const chosen = chooseEngine(engine, redisUrl)
  if (chosen === 'bullmq-postgres' && databaseUrl === undefined) {
    process.stderr.write(
      'REDIS_URL or DATABASE_URL: neither is set; set REDIS_URL where the worker has one, else DATABASE_URL to its database\n',
    )
    process.exit(2)
  }
  const onError = (error: NodeJS.ErrnoException) => log.debug({ code: error.code }, 'connection trouble')
  return openBoard({
    open: () =>
      openLaneQueues(
        chosen,
        lanes.map((lane) => lane.name),
        { redisUrl, databaseUrl: databaseUrl ?? '', prefix, onError },
      ),
    store: chosen === 'bullmq' ? 'Redis' : 'PostgreSQL',
    strategy,
    readOnly: config.OPERATORS_MODE === 'look',
    log,
  })
}

/** For a strategy that issues inside the request. */
async function noBoard(strategy: string, envelope: Envelope): Promise<Board> {
  const others = [...(await loadStrategies()).values()].filter((other) => hasQueue(other, envelope))
  const markup = noQueuePage(
    strategy,
    others.map((other) => other.name),
  )
  return { handle: (_req, res) => void res.send(markup), close: async () => undefined }
}

function hasQueue(strategy: Strategy, envelope: Envelope): boolean {
  try {
    return planOf(strategy, {}, envelope).engine !== 'none'
  } catch {
    // It has no plan under this envelope.
    return false
  }
}
