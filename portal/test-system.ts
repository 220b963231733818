import { fork, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Express } from 'express'
import pg from 'pg'
import { Registry } from 'prom-client'
import { createIdentityRegistry, createMessageGateway } from '../agencies/client.ts'
import { createPool } from '../licensing/database.ts'
import { migrate } from '../licensing/migrate.ts'
import { queueState } from '../licensing/queue-state.ts'
import { seedApplicants, seedContents, seedOfficers, seedPermit } from '../licensing/seed.ts'
import { hashToken, newToken } from '../licensing/session-token.ts'
import { portalMetrics } from '../monitoring/portal-metrics.ts'
import { listen } from '../service/listening-server.ts'
import { createLog } from '../service/log.ts'
import type { AgencyCapacity, Envelope, Gate, Plan } from '../strategies/strategy.ts'
import { createApp } from './app.ts'
import type { Route } from './route.ts'
import { portalRoutes } from './routes/portal-routes.ts'
import { sampleSignals } from './signals.ts'

const PEOPLE = 60
const OFFICERS = 2

/** A citizen with an account, identity included, and a session. */
export interface TestPerson {
  contact: string
  fullName: string
  nik: string
  region: string
  token: string
}

export interface TestPortal {
  url: string
  routes: readonly Route[]
  app: Express
  pool: pg.Pool
  /** Everything logged so far. */
  log(): string
  /** The metrics page. */
  metrics(): Promise<string>
}

export interface TestSystem {
  databaseUrl: string
  dukcapilUrl: string
  gatewayUrl: string
  people: readonly TestPerson[]
  officers: readonly string[]
  seededNib: string
  /** Starts another portal on the same database and agencies. */
  startPortal(plan: Plan, gate?: Gate): Promise<TestPortal>
  close(): Promise<void>
}

/** For tests: a real database of its own, the real agencies in a process of their own, seeded people, and portals on request. */
export async function startTestSystem(agency: AgencyCapacity): Promise<TestSystem> {
  const [database, agencies] = await Promise.all([createDatabase(), startAgencies(agency)])
  const envelope: Envelope = { heapMb: 256, connections: 10, openFiles: 1024, agency, restart: { firstMs: 100, resetAfterS: 10 } }
  const seeded = await seed(database.url)
  const closing: (() => Promise<void>)[] = []

  async function startPortal(plan: Plan, gate?: Gate): Promise<TestPortal> {
    const lines: string[] = []
    const log = createLog('portal', { write: (line) => void lines.push(line) })
    const pool = createPool(database.url, plan.connections.portal)
    const registry = new Registry()
    const metrics = portalMetrics(registry, pool)
    const signals = sampleSignals(
      () => queueState(pool),
      () => pool.waitingCount,
      (error) => log.error({ err: error }, 'sample'),
    )
    const identityRegistry = createIdentityRegistry({
      url: agencies.dukcapilUrl,
      timeoutMs: plan.agencyTimeoutMs,
      connections: 100,
      observe: metrics.agencyCalls('dukcapil'),
    })
    const messageGateway = createMessageGateway({
      url: agencies.gatewayUrl,
      timeoutMs: plan.agencyTimeoutMs,
      observe: metrics.agencyCalls('message-gateway'),
    })
    const portal = { pool, plan, envelope, gate, signals, identityRegistry, messageGateway, metrics, log }
    const app = createApp(portal)
    const server = await listen(createServer(app), 0, '127.0.0.1')
    closing.push(async () => {
      await server.close()
      signals.close()
      await Promise.all([identityRegistry.close(), messageGateway.close(), pool.end()])
    })
    const url = `http://127.0.0.1:${server.port}`
    return { url, app, pool, routes: portalRoutes(portal), log: () => lines.join(''), metrics: () => registry.metrics() }
  }

  return {
    databaseUrl: database.url,
    ...agencies,
    ...seeded,
    startPortal,
    async close() {
      await Promise.all(closing.map((close) => close()))
      await Promise.all([database.drop(), agencies.stop()])
    },
  }
}

async function createDatabase() {
  const admin = process.env.TEST_DATABASE_URL
  if (!admin) throw new Error('TEST_DATABASE_URL is not set')
  const name = `portal_test_${randomBytes(6).toString('hex')}`
  const asAdmin = async (sql: string) => {
    const client = new pg.Client({ connectionString: admin })
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }
  await asAdmin(`CREATE DATABASE ${name}`)
  const url = new URL(admin)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => asAdmin(`DROP DATABASE ${name} WITH (FORCE)`) }
}

async function seed(databaseUrl: string) {
  const people = Array.from({ length: PEOPLE }, (_, index) => ({
    contact: `warga-${index}@example.test`,
    fullName: `Warga ${index}`,
    nik: `327101140190${9001 + index}`,
    region: '3271',
    token: newToken(),
  }))
  const officers = Array.from({ length: OFFICERS }, newToken)
  const pool = createPool(databaseUrl, 1)
  await migrate(pool)
  await seedContents(pool)
  await seedApplicants(
    pool,
    people.map((person) => ({ ...person, tokenHash: hashToken(person.token) })),
  )
  await seedOfficers(pool, OFFICERS, officers)
  const seededNib = await seedPermit(pool)
  await pool.end()
  return { people, officers, seededNib }
}

async function startAgencies(agency: AgencyCapacity) {
  const env = {
    ...process.env,
    DUKCAPIL_PORT: '0',
    GATEWAY_PORT: '0',
    METRICS_PORT: '0',
    SEED: '1',
    AGENCY: JSON.stringify(agency),
  }
  const main = fileURLToPath(new URL('../agencies/main.ts', import.meta.url))
  const child = fork(main, { env, execArgv: [], stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  const { dukcapilPort, gatewayPort } = await listeningLine(child)
  return {
    dukcapilUrl: `http://127.0.0.1:${dukcapilPort}`,
    gatewayUrl: `http://127.0.0.1:${gatewayPort}`,
    async stop() {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

/** The first line that a process of ours logs: the ports it listens on. Its further output is drained. */
export async function listeningLine(child: ChildProcess): Promise<Record<string, number>> {
  const lines = createInterface(child.stdout!)
  const [line] = (await Promise.race([once(lines, 'line'), once(child, 'exit').then(([code]) => failed(code))])) as [string]
  return JSON.parse(line) as Record<string, number>
}

function failed(code: unknown): never {
  throw new Error(`the process ended with ${String(code)} before it listened`)
}
