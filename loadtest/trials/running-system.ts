import { setTimeout as sleep } from 'node:timers/promises'
import { request } from 'undici'
import type { Envelope, Plan, Strategy } from '../../strategies/strategy.ts'
import { EnvironmentError } from '../environment/environment-error.ts'
import { freePort } from '../environment/free-port.ts'
import { readProcess, readProcessTree } from '../environment/process-stats.ts'
import { supervise, type SupervisedProcess } from '../environment/supervisor.ts'
import type { AppliedEnvelope, CpuSeconds, ProcessExit } from '../records/trial-facts.ts'
import type { Laboratory } from './laboratory.ts'

/** Longest wait for the portal to say that it is ready, ms. */
const READY_LIMIT_MS = 20_000

export interface SystemSpec {
  strategy: Strategy
  options: Record<string, unknown>
  plan: Plan
  envelope: Envelope
  databaseUrl: string
  seed: number
  /** Where the processes' logs go. */
  logDirectory: string
  /** Seconds since the trial's start (negative before it), for exits. */
  clockS(): number
  onExit(exit: ProcessExit): void
}

/** Agencies, portal and worker of one strategy, under supervision, on PostgreSQL and Redis of the laboratory. */
export interface RunningSystem {
  readonly envelope: Envelope
  readonly databaseUrl: string
  readonly portalUrl: string
  readonly portalMetricsUrl: string
  readonly dukcapilUrl: string
  readonly gatewayUrl: string
  readonly portal: SupervisedProcess
  /** null: the strategy has none. */
  readonly worker: SupervisedProcess | null
  readonly ownsPostgres: boolean
  readonly ownsRedis: boolean
  /** Deletes everything of ours from Redis. */
  emptyQueue(): Promise<void>
  changeAgency(change: { slots?: number; serviceMs?: number; down?: boolean }): Promise<void>
  /** CPU used so far, restarts included, s. */
  cpuSeconds(): CpuSeconds
  portalRssMb(): number | null
  /** Limits read back from the processes. */
  applied(): Omit<AppliedEnvelope, 'connectionsMax'>
  exits(): ProcessExit[]
  /** Ends portal and worker; the agencies stay, to be asked for their log. */
  stopPortalAndWorker(): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts agencies, then portal and worker, and waits until the portal is ready.
 * @throws EnvironmentError with the last words of the process that did not start
 */
export async function startSystem(lab: Laboratory, spec: SystemSpec): Promise<RunningSystem> {
  const ports = {
    dukcapil: await freePort(),
    gateway: await freePort(),
    portal: await freePort(),
    portalMetrics: await freePort(),
  }
  const url = (port: number) => `http://127.0.0.1:${port}`
  const queuePrefix = `antrean-${lab.run.name}`
  await lab.redis?.empty(queuePrefix)
  const start = (
    name: 'portal' | 'worker' | 'agencies',
    script: string,
    env: Record<string, string>,
    limits: Partial<{ heapMb: number; openFiles: number }>,
  ) =>
    supervise({
      run: lab.run,
      name,
      script,
      env: { ...env, LOG_LEVEL: 'info' },
      ...limits,
      core: name === 'agencies' ? lab.cores.world : lab.cores.system,
      restart: spec.envelope.restart,
      logFile: `${spec.logDirectory}/${name}.log`,
      clockS: spec.clockS,
      onExit: spec.onExit,
    })
  const agencies = await start(
    'agencies',
    'agencies/main.ts',
    {
      DUKCAPIL_PORT: String(ports.dukcapil),
      GATEWAY_PORT: String(ports.gateway),
      AGENCY: JSON.stringify(spec.envelope.agency),
      SEED: String(spec.seed),
    },
    {},
  )
  const common = {
    DATABASE_URL: spec.databaseUrl,
    ...(lab.redis ? { REDIS_URL: lab.redis.url } : {}),
    DUKCAPIL_URL: url(ports.dukcapil),
    GATEWAY_URL: url(ports.gateway),
    STRATEGY: spec.strategy.name,
    STRATEGY_OPTIONS: JSON.stringify(spec.options),
    ENVELOPE: JSON.stringify(spec.envelope),
    QUEUE_PREFIX: queuePrefix,
  }
  const { heapMb, connections } = spec.plan
  const { openFiles } = spec.envelope
  const portal = await start(
    'portal',
    'portal/server.ts',
    { ...common, PORT: String(ports.portal), METRICS_PORT: String(ports.portalMetrics) },
    { heapMb: heapMb.portal, openFiles },
  )
  const worker =
    connections.worker > 0 ? await start('worker', 'worker/main.ts', common, { heapMb: heapMb.worker, openFiles }) : null
  const processes = [portal, worker, agencies].filter((process) => process !== null)
  const cpuBase = { postgres: treeCpuS(lab.postgres.pid), redis: ownCpuS(lab.redis?.pid ?? null) }

  const system: RunningSystem = {
    envelope: spec.envelope,
    databaseUrl: spec.databaseUrl,
    portalUrl: url(ports.portal),
    portalMetricsUrl: `${url(ports.portalMetrics)}/metrics`,
    dukcapilUrl: url(ports.dukcapil),
    gatewayUrl: url(ports.gateway),
    portal,
    worker,
    ownsPostgres: lab.postgres.pid !== null,
    ownsRedis: lab.redis !== null && lab.redis.pid !== null,
    emptyQueue: async () => lab.redis?.empty(queuePrefix),
    async changeAgency(change) {
      const { body } = await request(`${url(ports.dukcapil)}/capacity`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(change),
      })
      await body.dump()
    },
    cpuSeconds: () => ({
      portal: portal.cpuSeconds(),
      worker: worker?.cpuSeconds() ?? 0,
      postgres: treeCpuS(lab.postgres.pid) - cpuBase.postgres,
      redis: ownCpuS(lab.redis?.pid ?? null) - cpuBase.redis,
    }),
    portalRssMb: () => (portal.pid === null ? null : (readProcess(portal.pid)?.rssMb ?? null)),
    applied() {
      const [ofPortal, ofWorker] = [portal.applied(), worker?.applied() ?? null]
      return {
        heapMb: { portal: ofPortal.heapMb, worker: ofWorker?.heapMb ?? null },
        openFiles: { portal: ofPortal.openFiles, worker: ofWorker?.openFiles ?? null },
        cpus: { system: ofPortal.cpus, world: agencies.applied().cpus },
      }
    },
    exits: () => processes.flatMap((process) => [...process.exits]),
    stopPortalAndWorker: async () => void (await Promise.all([portal.stop(), worker?.stop()])),
    stop: async () => void (await Promise.all(processes.map((process) => process.stop()))),
  }
  try {
    await untilReady(system)
  } catch (error) {
    await system.stop()
    throw error
  }
  return system
}

async function untilReady(system: RunningSystem): Promise<void> {
  for (const limit = Date.now() + READY_LIMIT_MS; Date.now() < limit; await sleep(50)) {
    const status = await request(`${system.portalUrl}/readyz`)
      .then(async ({ statusCode, body }) => (await body.dump(), statusCode))
      .catch(() => null)
    if (status === 200) return
    const death = system.exits().find((exit) => exit.unexpected)
    if (death) throw new EnvironmentError(`${death.process} did not start (${death.cause}): ${death.evidence}`)
  }
  throw new EnvironmentError(`the portal was not ready within ${READY_LIMIT_MS / 1000} s; its log is beside the results`)
}

const treeCpuS = (pid: number | null) => (pid === null ? 0 : (readProcessTree(pid)?.cpuS ?? 0))
const ownCpuS = (pid: number | null) => (pid === null ? 0 : (readProcess(pid)?.cpuS ?? 0))
