import { Registry } from 'prom-client'
import { createIdentityRegistry } from '../agencies/client.ts'
import { createPool } from '../licensing/database.ts'
import { workerMetrics } from '../monitoring/worker-metrics.ts'
import { chooseEngine, createEngine, engineConnections } from '../queues/create-engine.ts'
import { readConfig } from '../service/config.ts'
import { createLog } from '../service/log.ts'
import { serveMetrics } from '../service/metrics-server.ts'
import { onShutdown } from '../service/shutdown.ts'
import { choosePlan } from '../strategies/strategy-config.ts'
import { workerConfig } from './config.ts'
import { logRarely } from './log-rarely.ts'
import { startWorker } from './start-worker.ts'
import { watchQueue } from './watch-queue.ts'

/** A job that waits longer for a connection fails and is tried again: the database is away. */
const ACQUIRE_TIMEOUT_MS = 5000

const config = readConfig(workerConfig)
const log = createLog('worker')
const plan = await choosePlan(config)

if (plan.engine === 'none') {
  process.stderr.write(`STRATEGY: ${config.STRATEGY} issues inside the request, it has no worker\n`)
  process.exit(2)
}
const wanted = chooseEngine(plan.engine, config.REDIS_URL)
const forEngine = engineConnections(wanted, plan.lanes.length)
const forIssuing = plan.connections.worker - forEngine
if (forIssuing < 1) {
  process.stderr.write(
    `ENVELOPE: of the worker's ${plan.connections.worker} connections ${wanted} takes ${forEngine}; none is left\n`,
  )
  process.exit(2)
}

const registry = new Registry()
const lanes = plan.lanes.map(({ name }) => name)
const warn = logRarely(log, 'connection trouble, going on')
const pool = createPool(config.DATABASE_URL, forIssuing, { acquireTimeoutMs: ACQUIRE_TIMEOUT_MS, onIdleError: warn })
const metrics = workerMetrics(registry, lanes, pool)
const engine = await createEngine(wanted, {
  redisUrl: config.REDIS_URL,
  databaseUrl: config.DATABASE_URL,
  prefix: config.QUEUE_PREFIX,
  connections: forEngine,
  onError: warn,
  onStalled: (lane) => metrics.jobsStalled.inc({ lane }),
})
const identityRegistry = createIdentityRegistry({
  url: config.DUKCAPIL_URL,
  timeoutMs: plan.agencyTimeoutMs,
  connections: plan.lanes.reduce((sum, lane) => sum + lane.concurrency, 0),
  observe: metrics.agencyCalls('dukcapil'),
})
const queueWatch = watchQueue({ registry, pool, engine, lanes, log })
const metricsServer = await serveMetrics(registry, config.METRICS_PORT)
const worker = startWorker({ plan, pool, engine, identityRegistry, metrics, log })
log.info({ metricsPort: metricsServer.port, strategy: config.STRATEGY, engine: engine.name, forIssuing, forEngine }, 'working')

onShutdown(async () => {
  queueWatch.close()
  await worker.close()
  await Promise.all([metricsServer.close(), identityRegistry.close(), pool.end()])
}, log)
