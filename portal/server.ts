import { createServer } from 'node:http'
import { Registry } from 'prom-client'
import { createIdentityRegistry, createMessageGateway } from '../agencies/client.ts'
import { createPool } from '../licensing/database.ts'
import { queueState } from '../licensing/queue-state.ts'
import { verificationQueue } from '../licensing/verification-queue.ts'
import { backlogMetrics } from '../monitoring/backlog-metrics.ts'
import { portalMetrics } from '../monitoring/portal-metrics.ts'
import { sampleState } from '../monitoring/sampled-state.ts'
import { verificationMetrics } from '../monitoring/verification-metrics.ts'
import { readConfig } from '../service/config.ts'
import { listen } from '../service/listening-server.ts'
import { createLog } from '../service/log.ts'
import { serveMetrics } from '../service/metrics-server.ts'
import { onShutdown } from '../service/shutdown.ts'
import { choosePlan } from '../strategies/strategy-config.ts'
import { createApp } from './app.ts'
import { portalConfig } from './config.ts'
import { openDoors } from './doors.ts'
import { declareDecisions } from './enter-gate.ts'
import { sampleSignals } from './signals.ts'

/**
 * Identity checks on their way at the same time from this process, inline plans only. More than a baseline ever reaches (it is bound by its
 * database connections), and than a bounded plan admits; it keeps the portal from using up its open files on one agency.
 */
const IDENTITY_CONNECTIONS = 1000

/** While stopping. */
const CLOSE_IDLE_EVERY_MS = 50

const config = readConfig(portalConfig)
const log = createLog('portal')

const plan = await choosePlan(config)

const pool = createPool(config.DATABASE_URL, plan.connections.portal, {
  ...(plan.acquireTimeoutMs === null ? {} : { acquireTimeoutMs: plan.acquireTimeoutMs }),
  onIdleError: (error) => log.warn({ code: (error as NodeJS.ErrnoException).code }, 'an idle database connection broke'),
})
// The first failure of an outage is told; its repetitions say nothing new.
const warnOnce = (message: string) => (error: unknown, inARow: number) => {
  if (inARow === 1) log.warn({ code: (error as NodeJS.ErrnoException).code }, message)
}
const signals = sampleSignals(
  () => queueState(pool),
  () => pool.waitingCount,
  warnOnce('the backlog cannot be read; for the strategy the last figure stays, the metric becomes absent'),
)
const verification = sampleState({
  read: () => verificationQueue(pool),
  onError: warnOnce("the officers' queue cannot be read, its metrics become absent"),
})
const gate = plan.gate?.({ now: () => performance.now(), random: Math.random, signals: () => signals.read() })
const registry = new Registry()
const metrics = portalMetrics(registry, pool)
declareDecisions(metrics, gate !== undefined)
backlogMetrics(registry, () => signals.sampledBacklog())
verificationMetrics(registry, () => verification.latest())
const identityRegistry = createIdentityRegistry({
  url: config.DUKCAPIL_URL,
  timeoutMs: plan.agencyTimeoutMs,
  connections: IDENTITY_CONNECTIONS,
  observe: metrics.agencyCalls('dukcapil'),
})
const messageGateway = createMessageGateway({
  url: config.GATEWAY_URL,
  timeoutMs: plan.agencyTimeoutMs,
  observe: metrics.agencyCalls('message-gateway'),
})
const app = createApp({ pool, plan, envelope: config.ENVELOPE, gate, signals, identityRegistry, messageGateway, metrics, log })

// Node's defaults, on purpose: no limit on connections or on the time of an answer (the baseline has none), 5 s of keep-alive for idle
// connections, 60 s for headers, 300 s for a whole request, a listen backlog of 511 for each of the doors.
const server = createServer(app)
const { port } = await listen(server, config.PORT, config.HOST, process.platform === 'linux')
const closeDoors = await openDoors(server, port, config.HOST)
const metricsServer = await serveMetrics(registry, config.METRICS_PORT)
log.info({ port, metricsPort: metricsServer.port, strategy: config.STRATEGY, connections: plan.connections.portal }, 'listening')

onShutdown(async () => {
  // Takes no more connections and waits for the requests inside; their connections would then stay open for keep-alive.
  const idle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS)
  await Promise.all([closeDoors(), new Promise((resolve) => server.close(resolve))])
  clearInterval(idle)
  signals.close()
  verification.close()
  await Promise.all([metricsServer.close(), identityRegistry.close(), messageGateway.close(), pool.end()])
}, log)
