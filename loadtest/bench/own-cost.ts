import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { request } from 'undici'
import { loadStrategies, planOf } from '../../strategies/load-strategies.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import { Random } from '../citizens/random.ts'
import { readThreadsCpuS } from '../environment/process-stats.ts'
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
import { runCrowd } from './bench.ts'
import type { Bench } from './bench.ts'
import { compareSlices, medianPct, ratioOf } from './own-cost-ratio.ts'
import type { AddedCost, OwnCostSlice, Portal } from './own-cost-ratio.ts'

const GOAL = 0.03
const STRATEGY = 'fifo'
/** Of a round: an instrumented and a bare slice each. */
const PAIRS = 60
/**
 * One question of every instrument. What a request costs drifts by 7 % within seconds, so many short slices in quick turn say more than few long
 * ones: the median of a round is known half as well from 30 pairs of 2 s as from 60 of 1 s.
 */
const SLICE_S = 1
/** After each switch: no question that was asked before it is answered after it, and all of the next second's fall into the slice. */
const SETTLE_S = 0.25
/** Until V8's compilers are through: a fresh portal takes half as much again for each request. */
const WARM_UP_S = 30
const DURATION_S = WARM_UP_S + 2 * PAIRS * (SLICE_S + SETTLE_S) + 3
/**
 * The portal takes a little over a quarter of its core, less than in the surge of launch day (35 to 53 %): far beyond that the core fills up and the rounds
 * are disturbed. At even distances, and most people open pages, so that every slice has the same work and the backlog stays short.
 */
const LOAD: Scenario = {
  ...launchDay,
  name: 'own-cost',
  stages: [{ name: 'bench', durationS: DURATION_S, rate: 16 }],
  arrivals: 'even',
  mix: { 'returning-applicant': 0.02, visitor: 0.98 },
  officers: 0,
}
const SWITCHED = { NODE_OPTIONS: `--import=${new URL('switched-metrics.ts', import.meta.url).href}` }

export interface OwnCost extends AddedCost {
  strategy: string
  sliceS: number
  goal: number
  slices: OwnCostSlice[]
}

/**
 * What measuring costs the measured: CPU of the portal under the same load, instrumented (metrics; the sampler, a scrape of Prometheus and two probes a second)
 * against bare (metric calls do nothing, nobody asks). Each round is a fresh portal that is the one and the other in turn: between two processes,
 * compilers, collectors and the machine's other guests made a difference of 5 % either way.
 */
export async function measureOwnCost(bench: Bench): Promise<OwnCost> {
  const { lab, seed, rounds, stop } = bench
  const strategy = (await loadStrategies()).get(STRATEGY) as Strategy
  const template = await templateFor(lab, LOAD, seed)
  const slices: OwnCostSlice[] = []
  for (let round = 1; round <= rounds && !stop.aborted; round++) {
    const own = await oneRound(bench, strategy, template, round)
    slices.push(...own)
    const added = (100 * (ratioOf(own) - 1)).toFixed(1)
    bench.say(`round ${round} of ${rounds}: bare ${medianPct(own, 'bare').toFixed(1)} % of a core, instrumented ${added} % more`)
  }
  await lab.postgres.dropDatabase(template.database)
  return { strategy: STRATEGY, sliceS: SLICE_S, goal: GOAL, slices, ...compareSlices(slices, GOAL, seed) }
}

async function oneRound(bench: Bench, strategy: Strategy, template: Template, round: number): Promise<OwnCostSlice[]> {
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
      portalEnv: SWITCHED,
    })
    await warmUp(system, template.seededNib, stop)
    const { portalUrl: target, gatewayUrl: gateway } = system
    const people = { target, gateway, seed, officerTokens: [], outDir, absent: [], keyPrefix: '' }
    const order = new Random(seed, round, 'own cost')
    const [done, slices] = await Promise.all([
      runCrowd(bench, driverPlan(LOAD, people)),
      takeTurns(system, template.seededNib, order, stop),
    ])
    const disturbed = done.endings.result < done.scheduled
    return slices.map((slice) => ({ round, ...slice, disturbed }))
  } finally {
    await system?.stop()
    await lab.postgres.dropDatabase(database).catch(() => undefined)
  }
}

/** The portal is born instrumented; in each pair either comes first. */
async function takeTurns(system: RunningSystem, seededNib: string, random: Random, stop: AbortSignal) {
  const slices: Pick<OwnCostSlice, 'pair' | 'portal' | 'cpuPct'>[] = []
  let current: Portal = 'instrumented'
  await wait(WARM_UP_S, stop)
  for (let pair = 1; pair <= PAIRS; pair++) {
    const order = random.bernoulli(0.5) ? (['bare', 'instrumented'] as const) : (['instrumented', 'bare'] as const)
    for (const portal of order) {
      if (stop.aborted || system.portal.pid === null) return slices
      if (portal !== current) process.kill(system.portal.pid, 'SIGUSR2')
      current = portal
      const instruments = portal === 'instrumented' ? await attach(system, seededNib) : []
      await wait(SETTLE_S, stop)
      const before = { cpuS: cpuSecondsOf(system), atMs: performance.now() }
      await wait(SLICE_S, stop)
      const elapsedS = (performance.now() - before.atMs) / 1000
      slices.push({ pair, portal, cpuPct: (100 * (cpuSecondsOf(system) - before.cpuS)) / elapsedS })
      for (const instrument of instruments) await instrument.stop()
    }
  }
  return slices
}

/** Ticks of 10 ms would be steps of 4 % in what a portal takes in a slice, and the median of a round one of them. */
function cpuSecondsOf({ portal, cpuSeconds }: RunningSystem): number {
  return (portal.pid === null ? null : readThreadsCpuS(portal.pid)) ?? cpuSeconds().portal
}

interface Instrument {
  stop(): Promise<void>
}

/** What watches a trial: the sampler with its scrape, the probes, and Prometheus. */
async function attach(system: RunningSystem, seededNib: string): Promise<Instrument[]> {
  const startedAt = Date.now()
  const sampler = await startSampler(system, startedAt)
  return [sampler, startProbes(system.portalUrl, seededNib, startedAt), startScraping(system.portalMetricsUrl)]
}

/** Asks as Prometheus does: once a second. */
function startScraping(url: string): Instrument {
  const scrape = () =>
    request(url)
      .then(({ body }) => body.dump())
      .catch(() => undefined)
  const timer = setInterval(() => void scrape(), 1000)
  return { stop: async () => clearInterval(timer) }
}

async function wait(seconds: number, stop: AbortSignal): Promise<void> {
  await sleep(seconds * 1000, undefined, { signal: stop }).catch(() => undefined)
}
