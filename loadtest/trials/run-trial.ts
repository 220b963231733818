import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Plan, Strategy } from '../../strategies/strategy.ts'
import { planOf } from '../../strategies/load-strategies.ts'
import { CITIZEN_COLUMNS } from '../records/citizen-record.ts'
import { readCsv, writeCsv } from '../records/csv.ts'
import { GAUGE_COLUMNS } from '../records/gauge-record.ts'
import { writeJson } from '../records/json.ts'
import { PROBE_COLUMNS, SAMPLE_COLUMNS } from '../records/sample-record.ts'
import type { TrialFacts } from '../records/trial-facts.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { saveApplications } from './applications.ts'
import { audit } from './audit.ts'
import { driverPlan } from './driver-plan.ts'
import { byHandFaults, switchedByHand, type FaultsByHand } from './faults-by-hand.ts'
import { identityCheckFaults } from './identity-checks.ts'
import type { Laboratory } from './laboratory.ts'
import { dataLeftBehind, processesLeftBehind } from './left-behind.ts'
import { measure, type Measurement } from './measure.ts'
import type { TrialObserver } from './observer.ts'
import { startOpenDriver, type OpenDriverHandle } from './open-driver-handle.ts'
import { startSystem, type RunningSystem } from './running-system.ts'
import type { Template } from './seeding.ts'
import { chooseSystemPorts, metricsTargets, type FixedPorts } from './system-ports.ts'
import { warmUp } from './warm-up.ts'

/** Between the order to start and the first arrival: samplers and probes are running by then. */
export const LEAD_MS = 500

export interface TrialSpec {
  /** Name of the study's arm; absent = the strategy's own. */
  arm?: string
  strategy: Strategy
  options: Record<string, unknown>
  scenario: Scenario
  seed: number
  block: number
  /** 2 = run again because the first was invalid; absent = 1. */
  attemptNo?: 1 | 2
  /** `<out>/trials/<id>`; made here. */
  directory: string
  template: Template
  ports?: FixedPorts
  /** Faults that somebody may switch while it is measured. */
  byHand?: FaultsByHand
}

/** Trial id of the contract: `<strategy>-<scenario>-s<seed>-b<block>`, and `-r2` when it was run again. */
export function trialId(strategy: string, scenario: string, seed: number, block: number, attemptNo: 1 | 2 = 1): string {
  return `${strategy}-${scenario}-s${seed}-b${block}${attemptNo === 2 ? '-r2' : ''}`
}

/**
 * One trial: fresh database, empty queue, system under supervision, stages, drain, audit, records. Leaves raw records in
 * `spec.directory` and nothing running, whatever happens.
 * @param stop aborted: the trial ends early, is audited all the same and marked as interrupted
 * @throws EnvironmentError when the system or the driver cannot start
 */
export async function runTrial(lab: Laboratory, spec: TrialSpec, observer: TrialObserver, stop: AbortSignal): Promise<void> {
  mkdirSync(spec.directory, { recursive: true })
  const plan = planOf(spec.strategy, spec.options, spec.scenario.envelope)
  const database = lab.postgres.databaseName(`trial_b${spec.block}_${spec.arm ?? spec.strategy.name}`)
  let startedAt = Number.NaN
  let system: RunningSystem | null = null
  let driver: OpenDriverHandle | null = null
  const leftBehind = processesLeftBehind(lab)
  const ports = await chooseSystemPorts(spec.ports)
  observer.targets?.(metricsTargets(ports, plan))
  observer.phase('fresh database, empty queue, starting agencies, portal and worker')
  const databaseUrl = await lab.postgres.createDatabase(database, spec.template.database)
  try {
    system = await startSystem(lab, {
      ...spec,
      plan,
      envelope: spec.scenario.envelope,
      databaseUrl,
      ports,
      logDirectory: spec.directory,
      clockS: () => (Number.isNaN(startedAt) ? 0 : (Date.now() - startedAt) / 1000),
      onExit: (exit) => exit.unexpected && observer.exit(exit),
      onStart: (process) => observer.start?.(process),
    })
    driver = await startOpenDriver(
      lab,
      driverPlan(spec.scenario, {
        target: system.portalUrl,
        gateway: system.gatewayUrl,
        seed: spec.seed,
        officerTokens: [...spec.template.officerTokens],
        outDir: spec.directory,
        absent: [],
        keyPrefix: '',
      }),
    )
    observer.phase('warming up')
    await warmUp(system, spec.template.seededNib, stop)
    leftBehind.push(...(await dataLeftBehind(system, spec.template)))
    startedAt = Date.now() + LEAD_MS
    spec.byHand?.use(system)
    observer.started?.(system, startedAt)
    const start = { startedAt, seededNib: spec.template.seededNib }
    const measurement = await measure({ system, driver, scenario: spec.scenario }, start, observer, stop)
    const byHand = switchedByHand((await spec.byHand?.end()) ?? [], startedAt)
    observer.phase('stopping portal and worker, audit')
    await system.stopPortalAndWorker()
    writeCsv(join(spec.directory, 'samples.csv'), SAMPLE_COLUMNS, measurement.samples)
    writeCsv(join(spec.directory, 'gauges.csv'), GAUGE_COLUMNS, measurement.gauges)
    writeCsv(join(spec.directory, 'probes.csv'), PROBE_COLUMNS, measurement.probes)
    await saveApplications(databaseUrl, spec.directory, startedAt)
    const citizens = await Array.fromAsync(readCsv(join(spec.directory, 'citizens.csv'), CITIZEN_COLUMNS))
    const unlogged = await identityCheckFaults(system, spec, measurement.done.scheduled, startedAt)
    const faults = [...leftBehind, ...measurement.faults, ...unlogged, ...byHandFaults(byHand)]
    const watched = observer.watched?.() ?? null
    const facts: TrialFacts = {
      ...factsOf(lab, spec, plan, { ...measurement, faults }),
      ...(byHand.length > 0 ? { switchedByHand: byHand } : {}),
      ...(watched ? { watched } : {}),
      startedAt,
      scheduleSha256: driver.ready.scheduleSha256,
      exits: system.exits(),
      ledger: await audit(databaseUrl, citizens, startedAt),
    }
    writeJson(join(spec.directory, 'trial.json'), facts)
  } finally {
    await spec.byHand?.end()
    // Each on its own: what one of them cannot do must not keep the others from it, nor hide why the trial broke off.
    await driver?.end().catch(() => undefined)
    await system?.stop()
    await lab.postgres.dropDatabase(database).catch(() => undefined)
  }
}

function factsOf(
  lab: Laboratory,
  { arm, strategy, options, scenario, seed, block, attemptNo = 1 }: TrialSpec,
  plan: Plan,
  { done, ...seen }: Measurement,
) {
  const { intake, connections, heapMb, lanes, agencyTimeoutMs } = plan
  const engine = plan.engine === 'bullmq' && !lab.redis ? ('bullmq-postgres' as const) : plan.engine
  return {
    id: trialId(arm ?? strategy.name, scenario.name, seed, block, attemptNo),
    strategy: arm ?? strategy.name,
    options,
    scenario: scenario.name,
    seed,
    block,
    ...(attemptNo === 2 ? { attemptNo } : {}),
    scheduled: done.scheduled,
    stages: scenario.stages,
    // Stopped before the first stage it is negative.
    endedS: Math.max(0, done.endedS),
    envelope: scenario.envelope,
    applied: seen.applied,
    plan: { intake, engine, connections, heapMb, lanes, agencyTimeoutMs },
    generator: {
      lagP99Ms: done.lagP99Ms,
      cpuPct: done.cpuPct,
      stealPct: seen.stealPct,
      pinned: lab.cores.pinned,
      socketsMax: done.socketsMax,
      openFilesLimit: done.openFilesLimit,
    },
    cpuSeconds: seen.cpuSeconds,
    measurementFaults: [...seen.faults, ...lab.deaths()],
    interrupted: done.interrupted,
  }
}
