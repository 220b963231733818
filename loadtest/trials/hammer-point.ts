import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Strategy } from '../../strategies/strategy.ts'
import { planOf } from '../../strategies/load-strategies.ts'
import type { ClosedDone, ClosedProgress, FromClosedDriver, ToClosedDriver } from '../drivers/closed-driver-plan.ts'
import { OUTCOMES, type Outcome } from '../records/attempt-record.ts'
import type { HammerRecord } from '../records/hammer-record.ts'
import { appendJsonLine } from '../records/json.ts'
import type { ProcessExit } from '../records/trial-facts.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { runDriver, startDriverProcess, STEADY_GC } from './driver-process.ts'
import type { Laboratory } from './laboratory.ts'
import type { TrialObserver } from './observer.ts'
import { startSystem, type RunningSystem } from './running-system.ts'
import type { Template } from './seeding.ts'
import { chooseSystemPorts, metricsTargets } from './system-ports.ts'

/** Who hammers: so many people at once, for so long, against a portal that is started for them. */
export interface HammerPoint {
  strategy: Strategy
  options: Record<string, unknown>
  /** For envelope and patience. */
  scenario: Scenario
  seed: number
  people: number
  durationS: number
  /** Of the results; the point's record is appended to hammer.jsonl, its logs go to `hammer/<strategy>-p<people>`. */
  directory: string
  template: Template
}

/** One point of the closed population, on a fresh database and a fresh portal. Nothing is left running. */
export async function runHammerPoint(
  lab: Laboratory,
  point: HammerPoint,
  observer: Omit<TrialObserver, 'second'>,
  stop: AbortSignal,
): Promise<HammerRecord> {
  const { strategy, scenario, people } = point
  const logs = join(point.directory, 'hammer', `${strategy.name}-p${people}`)
  mkdirSync(logs, { recursive: true })
  const database = lab.postgres.databaseName(`hammer_${strategy.name}_${people}`)
  const plan = planOf(strategy, point.options, scenario.envelope)
  const ports = await chooseSystemPorts()
  observer.targets?.(metricsTargets(ports, plan))
  const databaseUrl = await lab.postgres.createDatabase(database, point.template.database)
  let startedAt = Date.now()
  const deaths: ProcessExit[] = []
  let system: RunningSystem | null = null
  try {
    system = await startSystem(lab, {
      ...point,
      plan,
      envelope: scenario.envelope,
      databaseUrl,
      ports,
      logDirectory: logs,
      clockS: () => (Date.now() - startedAt) / 1000,
      onExit(exit) {
        if (!exit.unexpected) return
        deaths.push(exit)
        observer.exit(exit)
      },
      onStart: (process) => observer.start?.(process),
    })
    const driverPlan = {
      target: system.portalUrl,
      seed: point.seed,
      people,
      durationS: point.durationS,
      patienceS: scenario.behaviour.patienceS,
    }
    const driver = await startDriverProcess<FromClosedDriver, ToClosedDriver>(
      lab,
      'closed-driver.ts',
      driverPlan,
      join(logs, 'driver.log'),
      STEADY_GC,
    )
    try {
      await driver.hear('ready')
      startedAt = Date.now()
      observer.started?.(system, startedAt)
      const order = { go: { type: 'go' }, stopMessage: { type: 'stop' } } as const
      const done = await runDriver(driver, order, stop, (second) => observer.phase(hammerLine(second)))
      const record = recordOf(point, done, deaths)
      appendJsonLine(join(point.directory, 'hammer.jsonl'), record)
      return record
    } finally {
      await driver.end()
    }
  } finally {
    await system?.stop()
    await lab.postgres.dropDatabase(database).catch(() => undefined)
  }
}

function recordOf({ strategy, people }: HammerPoint, done: ClosedDone, deaths: readonly ProcessExit[]): HammerRecord {
  return {
    people,
    strategy: strategy.name,
    durationS: done.durationS,
    pagesPerS: done.pagesPerS,
    permitsPerS: done.permitsPerS,
    outcomes: done.outcomes,
    sent: done.sent,
    unanswered: done.unanswered,
    invalidReasons: faultsOf(done),
    deaths: [...deaths],
    autocannon: done.autocannon,
  }
}

/** Above this the generator, not the portal, may be what is slow. */
const GENERATOR_CPU_PCT = 90

function faultsOf({ sent, outcomes, unanswered, generatorFaults, cpuPct, interrupted }: ClosedDone): string[] {
  const accounted = Object.values(outcomes).reduce((sum, count) => sum + count, 0) + unanswered
  return [
    sent === accounted ? null : `requests unaccounted for: ${sent} sent, ${accounted} accounted for`,
    generatorFaults === 0 ? null : `generator: ${generatorFaults} requests could not be sent`,
    cpuPct <= GENERATOR_CPU_PCT ? null : `generator: ${Math.round(cpuPct)} % of a core`,
    interrupted ? 'interrupted' : null,
  ].filter((fault) => fault !== null)
}

function hammerLine({ second, pages, permits, outcomes }: ClosedProgress): string {
  const broken = OUTCOMES.filter((outcome): outcome is Exclude<Outcome, 'ok'> => outcome !== 'ok' && outcomes[outcome] > 0)
  const failures = broken.map((outcome) => `${outcome} ${outcomes[outcome]}`).join(', ')
  return `${String(second).padStart(3)} s  pages ${pages}/s  permits ${permits}/s  ${failures}`
}
