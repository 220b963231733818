import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { loadStrategies, planOf } from '../../strategies/load-strategies.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import { Random } from '../citizens/random.ts'
import launchDay from '../scenarios/launch-day.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { driverPlan } from '../trials/driver-plan.ts'
import { startProbes } from '../trials/probes.ts'
import { startSystem } from '../trials/running-system.ts'
import type { RunningSystem } from '../trials/running-system.ts'
import { startSampler } from '../trials/sampler.ts'
import type { Template } from '../trials/seeding.ts'
import { templateFor } from '../trials/template-for.ts'
import { warmUp } from '../trials/warm-up.ts'
import { LEAD_MS, runCrowd, total } from './bench.ts'
import type { Bench } from './bench.ts'
import { pairedRatio, reached } from './paired-ratio.ts'
import type { Reached } from './paired-ratio.ts'

const GOAL = 0.03
const STRATEGY = 'fifo'
const DURATION_S = 5
/** Three times nominal capacity as on launch day, but most of them open pages: the backlog stays short and its polling small. */
const LOAD: Scenario = {
  ...launchDay,
  name: 'own-cost',
  stages: [{ name: 'bench', durationS: DURATION_S, rate: 3 }],
  mix: { 'returning-applicant': 0.25, visitor: 0.75 },
  officers: 0,
}
const WITHOUT_METRICS = { NODE_OPTIONS: `--import=${new URL('without-metrics.ts', import.meta.url).href}` }

interface OwnCostRun {
  round: number
  portal: 'instrumented' | 'bare'
  requests: number
  /** Of the portal. */
  cpuS: number
  cpuMsPerRequest: number
  /** Not everybody saw her result: the machine was busy with something else, and the round is left out. */
  disturbed: boolean
}

export interface OwnCost {
  strategy: string
  durationS: number
  goal: number
  runs: OwnCostRun[]
  /** Rounds in which neither was disturbed. */
  rounds: number
  /** What instruments add to the portal's CPU time for each request of a citizen, as a share; null: fewer than two such rounds. */
  share: number | null
  ci95: [number, number] | null
  reached: Reached
}

/**
 * What measuring costs the measured: portal CPU for each request of a citizen, instrumented (metrics, a scrape, a sample and two probes a second)
 * against bare (metric calls do nothing, nobody asks), the same people on fresh systems, in rounds of random order.
 */
export async function measureOwnCost(bench: Bench): Promise<OwnCost> {
  const { lab, seed, rounds, stop } = bench
  const strategy = (await loadStrategies()).get(STRATEGY) as Strategy
  const template = await templateFor(lab, LOAD, seed)
  const runs: OwnCostRun[] = []
  for (let round = 1; round <= rounds && !stop.aborted; round++) {
    const bareFirst = new Random(seed, round, 'own cost').bernoulli(0.5)
    for (const portal of bareFirst ? (['bare', 'instrumented'] as const) : (['instrumented', 'bare'] as const)) {
      const run = await oneRun(bench, strategy, template, portal === 'instrumented')
      const cpuMsPerRequest = (run.cpuS * 1000) / run.requests
      runs.push({ round, portal, ...run, cpuMsPerRequest })
      bench.say(`round ${round} of ${rounds}: ${portal} portal ${cpuMsPerRequest.toFixed(3)} ms of CPU a request`)
    }
  }
  await lab.postgres.dropDatabase(template.database)
  return { strategy: STRATEGY, durationS: DURATION_S, goal: GOAL, runs, ...compare(runs, seed) }
}

async function oneRun(bench: Bench, strategy: Strategy, template: Template, instrumented: boolean) {
  const { lab, seed, stop } = bench
  const outDir = join(bench.directory, 'own-cost')
  mkdirSync(outDir, { recursive: true })
  const database = lab.postgres.databaseName('own_cost')
  const databaseUrl = await lab.postgres.createDatabase(database, template.database)
  let system: RunningSystem | null = null
  try {
    system = await startSystem(lab, {
      strategy,
      options: {},
      plan: planOf(strategy, {}, LOAD.envelope),
      envelope: LOAD.envelope,
      databaseUrl,
      seed,
      logDirectory: outDir,
      clockS: () => 0,
      onExit: () => undefined,
      ...(instrumented ? {} : { portalEnv: WITHOUT_METRICS }),
    })
    await warmUp(system, template.seededNib, stop)
    const people = {
      target: system.portalUrl,
      gateway: system.gatewayUrl,
      seed,
      officerTokens: [],
      outDir,
      absent: [],
      keyPrefix: '',
    }
    const instruments = instrumented ? await attach(system, template.seededNib) : []
    const before = system.cpuSeconds().portal
    const done = await runCrowd(bench, driverPlan(LOAD, people))
    const cpuS = system.cpuSeconds().portal - before
    for (const instrument of instruments) await instrument.stop()
    return { requests: total(done.attempts), cpuS, disturbed: done.endings.result < done.scheduled }
  } finally {
    await system?.stop()
    await lab.postgres.dropDatabase(database).catch(() => undefined)
  }
}

/** What watches a trial. */
async function attach(system: RunningSystem, seededNib: string): Promise<{ stop(): Promise<void> }[]> {
  const startedAt = Date.now() + LEAD_MS
  return [await startSampler(system, startedAt), startProbes(system.portalUrl, seededNib, startedAt)]
}

function compare(runs: readonly OwnCostRun[], seed: number): Pick<OwnCost, 'rounds' | 'share' | 'ci95' | 'reached'> {
  const sound = runs.filter(({ disturbed }) => !disturbed)
  const of = (portal: OwnCostRun['portal']) =>
    new Map(sound.filter((run) => run.portal === portal).map((run) => [run.round, run.cpuMsPerRequest]))
  const pairs = pairedRatio(of('instrumented'), of('bare'), seed)
  if (pairs.ci95 === null) return { rounds: pairs.rounds, share: null, ci95: null, reached: 'cannot-tell' }
  const ci95 = pairs.ci95.map((ratio) => ratio - 1) as [number, number]
  return { rounds: pairs.rounds, share: pairs.ratio! - 1, ci95, reached: reached(ci95, (value) => value < GOAL) }
}
