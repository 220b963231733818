import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { request } from 'undici'
import type { Envelope, Plan, Strategy } from '../../strategies/strategy.ts'
import { EnvironmentError } from '../environment/environment-error.ts'
import type { MetricsTarget } from '../environment/metrics-target.ts'
import { readProcess, readProcessTree } from '../environment/process-stats.ts'
import { supervise, type SupervisedProcess, type SupervisedSpec } from '../environment/supervisor.ts'
import type { AppliedEnvelope, CpuSeconds, ProcessExit } from '../records/trial-facts.ts'
import type { Laboratory } from './laboratory.ts'
import { chooseSystemPorts, hasWorker, metricsTargets, type SystemPorts } from './system-ports.ts'

/** Longest wait for the portal to say that it is ready, ms. */
const READY_LIMIT_MS = 20_000
/** Longest wait for one answer of a process of ours that is not under load, ms. */
const ANSWER_LIMIT_MS = 2000

export interface SystemSpec {
  strategy: Strategy
  options: Record<string, unknown>
  plan: Plan
  envelope: Envelope
  databaseUrl: string
  seed: number
  /** More variables of the portal's environment. */
  portalEnv?: Record<string, string>
  /** Absent = chosen. */
  ports?: SystemPorts
  /** Where the processes' logs go. */
  logDirectory: string
  /** Seconds since the trial's start (negative before it), for exits. */
  clockS(): number
  onExit(exit: ProcessExit): void
  /** A process has been started, for the first time or again. */
  onStart?(process: ProcessExit['process']): void
}

/** Agencies, portal and worker of one strategy, under supervision, on PostgreSQL and Redis of the laboratory. */
export interface RunningSystem {
  readonly envelope: Envelope
  readonly databaseUrl: string
  readonly portalUrl: string
  readonly portalMetricsUrl: string
  /** null: the strategy has none. */
  readonly workerMetricsUrl: string | null
  readonly dukcapilUrl: string
  readonly gatewayUrl: string
  readonly portal: SupervisedProcess
  /** null: the strategy has none. */
  readonly worker: SupervisedProcess | null
  /** Names of the plan's lanes; none where everything is issued inside the request. */
  readonly lanes: readonly string[]
  /** Where its processes answer scrapes. */
  metricsTargets(): readonly MetricsTarget[]
  /** Deletes everything of ours from Redis. */
  emptyQueue(): Promise<void>
  /** Keys of ours in Redis. */
  queueKeys(): Promise<string[]>
  changeAgency(change: { slots?: number; serviceMs?: number; down?: boolean }): Promise<void>
  /** CPU used so far, restarts included, s. */
  cpuSeconds(): CpuSeconds
  portalRssMb(): number | null
  /** Limits read back from the processes. */
  applied(): Omit<AppliedEnvelope, 'connectionsMax' | 'agency'>
  /** What Dukcapil says that it has; null = it does not answer. */
  agencyCapacity(): Promise<Envelope['agency'] | null>
  exits(): ProcessExit[]
  /** Ends portal and worker; the agencies stay, to be asked for their log. */
  stopPortalAndWorker(): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts agencies, then portal and worker, and waits until the portal is ready. When anything fails, what was started is ended.
 * @throws EnvironmentError with the last words of the process that did not start
 */
export async function startSystem(lab: Laboratory, spec: SystemSpec): Promise<RunningSystem> {
  const ports = spec.ports ?? (await chooseSystemPorts())
  const queuePrefix = queuePrefixOf(lab)
  await lab.redis?.empty(queuePrefix)
  const started: SupervisedProcess[] = []
  try {
    for (const process of processesOf(lab, spec, ports, queuePrefix)) started.push(await supervise(process))
    const system = describe(lab, spec, ports, queuePrefix, started)
    await untilReady(system)
    return system
  } catch (error) {
    await Promise.allSettled(started.map((process) => process.stop()))
    throw error
  }
}

/** Before every key of ours in Redis, and every queue of ours in PostgreSQL. */
export function queuePrefixOf({ run }: Pick<Laboratory, 'run'>): string {
  return `antrean-${run.name}`
}

const urlOf = (port: number) => `http://127.0.0.1:${port}`

/** Agencies, portal and, where the plan has one, the worker: in the order in which they start. */
function processesOf(lab: Laboratory, spec: SystemSpec, ports: SystemPorts, queuePrefix: string): SupervisedSpec[] {
  const { envelope, plan, strategy, options, databaseUrl, seed, logDirectory, clockS, onExit } = spec
  const common = {
    LOG_LEVEL: 'info',
    DATABASE_URL: databaseUrl,
    ...(lab.redis ? { REDIS_URL: lab.redis.url } : {}),
    DUKCAPIL_URL: urlOf(ports.dukcapil),
    GATEWAY_URL: urlOf(ports.gateway),
    STRATEGY: strategy.name,
    STRATEGY_OPTIONS: JSON.stringify(options),
    ENVELOPE: JSON.stringify(envelope),
    QUEUE_PREFIX: queuePrefix,
  }
  const agencyEnv = {
    DUKCAPIL_PORT: String(ports.dukcapil),
    GATEWAY_PORT: String(ports.gateway),
    AGENCY: JSON.stringify(envelope.agency),
    SEED: String(seed),
    METRICS_PORT: String(ports.agenciesMetrics),
  }
  const portalEnv = { ...common, PORT: String(ports.portal), METRICS_PORT: String(ports.portalMetrics), ...spec.portalEnv }
  const workerEnv = { ...common, METRICS_PORT: String(ports.workerMetrics) }
  const shared = (name: ProcessExit['process']) => ({
    run: lab.run,
    name,
    restart: envelope.restart,
    logFile: join(logDirectory, `${name}.log`),
    clockS,
    onExit,
    onStart: () => spec.onStart?.(name),
  })
  const limits = { core: lab.cores.system, openFiles: envelope.openFiles }
  return [
    { ...shared('agencies'), script: 'agencies/main.ts', core: lab.cores.world, env: agencyEnv },
    { ...shared('portal'), ...limits, script: 'portal/server.ts', heapMb: plan.heapMb.portal, env: portalEnv },
    ...(hasWorker(plan)
      ? [{ ...shared('worker'), ...limits, script: 'worker/main.ts', heapMb: plan.heapMb.worker, env: workerEnv }]
      : []),
  ]
}

function describe(
  lab: Laboratory,
  spec: SystemSpec,
  ports: SystemPorts,
  queuePrefix: string,
  started: SupervisedProcess[],
): RunningSystem {
  const { plan } = spec
  const [agencies, portal, worker = null] = started as [SupervisedProcess, SupervisedProcess, SupervisedProcess?]
  const servers = { postgres: lab.postgres.pid, redis: lab.redis?.pid ?? null }
  const before = { postgres: treeCpuS(servers.postgres), redis: treeCpuS(servers.redis) }
  return {
    envelope: spec.envelope,
    databaseUrl: spec.databaseUrl,
    portalUrl: urlOf(ports.portal),
    portalMetricsUrl: `${urlOf(ports.portalMetrics)}/metrics`,
    workerMetricsUrl: worker && `${urlOf(ports.workerMetrics)}/metrics`,
    dukcapilUrl: urlOf(ports.dukcapil),
    gatewayUrl: urlOf(ports.gateway),
    portal,
    worker,
    lanes: plan.lanes.map(({ name }) => name),
    metricsTargets: () => metricsTargets(ports, plan),
    emptyQueue: async () => lab.redis?.empty(queuePrefix),
    queueKeys: async () => (await lab.redis?.keys(queuePrefix)) ?? [],
    agencyCapacity: () => agencyCapacity(urlOf(ports.dukcapil)),
    changeAgency: (change) => changeAgency(urlOf(ports.dukcapil), change),
    cpuSeconds: () => ({
      portal: portal.cpuSeconds(),
      worker: worker?.cpuSeconds() ?? 0,
      postgres: since(before.postgres, treeCpuS(servers.postgres)),
      redis: since(before.redis, treeCpuS(servers.redis)),
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
    exits: () => started.flatMap((process) => [...process.exits]),
    stopPortalAndWorker: async () => void (await Promise.all([portal.stop(), worker?.stop()])),
    stop: async () => void (await Promise.allSettled(started.map((process) => process.stop()))),
  }
}

async function agencyCapacity(dukcapilUrl: string): Promise<Envelope['agency'] | null> {
  try {
    const { body } = await request(`${dukcapilUrl}/capacity`, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) })
    const { slots, serviceMs, dailyQuota } = (await body.json()) as Envelope['agency']
    return { slots, serviceMs, dailyQuota }
  } catch {
    return null
  }
}

async function changeAgency(dukcapilUrl: string, change: object): Promise<void> {
  const { body } = await request(`${dukcapilUrl}/capacity`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(change),
    signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
  })
  await body.dump()
}

async function untilReady(system: RunningSystem): Promise<void> {
  for (const limit = Date.now() + READY_LIMIT_MS; Date.now() < limit; await sleep(50)) {
    const status = await request(`${system.portalUrl}/readyz`, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) })
      .then(async ({ statusCode, body }) => (await body.dump(), statusCode))
      .catch(() => null)
    const death = system.exits().find((exit) => exit.unexpected)
    if (death) throw new EnvironmentError(`${death.process} did not start (${death.cause}): ${death.evidence}`)
    if (status === 200) return
  }
  throw new EnvironmentError(`the portal was not ready within ${READY_LIMIT_MS / 1000} s; its log is beside the results`)
}

/** null for a server that is not ours, or where there is no /proc. */
const treeCpuS = (pid: number | null) => (pid === null ? null : (readProcessTree(pid)?.cpuS ?? null))
const since = (before: number | null, now: number | null) => (before === null || now === null ? null : now - before)
