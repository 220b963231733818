import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { readStealPct } from '../environment/machine-stats.ts'
import { CITIZEN_COLUMNS } from '../records/citizen-record.ts'
import { readCsv, writeCsv } from '../records/csv.ts'
import { writeJson } from '../records/json.ts'
import { PROBE_COLUMNS } from '../records/sample-record.ts'
import type { Ledger, TrialFacts } from '../records/trial-facts.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { saveApplications } from './applications.ts'
import { audit } from './audit.ts'
import { driverPlan } from './driver-plan.ts'
import type { Laboratory } from './laboratory.ts'
import { generatorFaultsOf } from './measure.ts'
import type { TrialObserver } from './observer.ts'
import { startOpenDriver } from './open-driver-handle.ts'
import { startProbes } from './probes.ts'
import { LEAD_MS } from './run-trial.ts'
import type { TargetDatabase } from './target-database.ts'
import { NOTHING_SEEN, trialSecond } from './trial-second.ts'

export interface TargetTrial {
  id: string
  /** What the record calls the strategy of a portal that is not ours. */
  strategy: string
  portal: string
  gateway: string | null
  /** null = not known: nothing is audited. */
  database: TargetDatabase | null
  scenario: Scenario
  /** Journeys whose people cannot come. */
  absent: string[]
  seed: number
  /** Of the trial's records; made here. */
  directory: string
}

/**
 * A trial against a portal that is already running: people, officers, probes, and where its database is known the audit. What is inside of it
 * cannot be measured, and is null in the record.
 */
export async function loadTarget(
  lab: Pick<Laboratory, 'run' | 'cores'>,
  trial: TargetTrial,
  observer: TrialObserver,
  stop: AbortSignal,
): Promise<void> {
  const { portal, gateway, database, scenario, absent, seed, directory } = trial
  mkdirSync(directory, { recursive: true })
  observer.targets?.([]) // None of its processes is known; whoever watches has the laboratory itself.
  const driver = await startOpenDriver(
    lab,
    driverPlan(scenario, {
      target: portal,
      gateway,
      seed,
      absent,
      officerTokens: [...(database?.officerTokens ?? [])],
      outDir: directory,
      keyPrefix: `${randomUUID()}-`,
    }),
  )
  const startedAt = Date.now() + LEAD_MS
  const steal = readStealPct()
  observer.started?.(null, startedAt)
  const probes = startProbes(portal, database?.seededNib ?? null, startedAt)
  const done = await driver
    .run(startedAt, stop, (progress) => observer.second(trialSecond(progress, NOTHING_SEEN)))
    .finally(() => probes.stop())
    .finally(() => driver.end())
  writeCsv(join(directory, 'probes.csv'), PROBE_COLUMNS, probes.records)
  const unknown = { portal: null, worker: null }
  const watched = observer.watched?.() ?? null
  const facts: TrialFacts = {
    ...(watched ? { watched } : {}),
    id: trial.id,
    strategy: trial.strategy,
    options: {},
    scenario: scenario.name,
    seed,
    block: 1,
    startedAt,
    scheduled: done.scheduled,
    stages: scenario.stages,
    endedS: Math.max(0, done.endedS),
    envelope: scenario.envelope,
    applied: { heapMb: unknown, openFiles: unknown, cpus: { system: null, world: null }, connectionsMax: null },
    plan: null,
    scheduleSha256: driver.ready.scheduleSha256,
    exits: [],
    ledger: database === null ? null : await auditTarget(database, directory, startedAt, observer),
    generator: {
      lagP99Ms: done.lagP99Ms,
      cpuPct: done.cpuPct,
      stealPct: steal(),
      pinned: lab.cores.pinned,
      socketsMax: done.socketsMax,
      openFilesLimit: done.openFilesLimit,
    },
    cpuSeconds: null,
    measurementFaults: generatorFaultsOf(done),
    interrupted: done.interrupted,
  }
  writeJson(join(directory, 'trial.json'), facts)
}

/** The portal goes on meanwhile: the ledger is one statement, so it sees one moment of the database. */
async function auditTarget(
  { url, aheadMs }: TargetDatabase,
  directory: string,
  startedAt: number,
  observer: TrialObserver,
): Promise<Ledger> {
  observer.phase('audit')
  const startedThere = startedAt + aheadMs
  await saveApplications(url, directory, startedThere)
  const citizens = await Array.fromAsync(readCsv(join(directory, 'citizens.csv'), CITIZEN_COLUMNS))
  return audit(url, citizens, startedThere)
}
