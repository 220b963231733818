import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Done, OpenDriverPlan, Progress } from '../drivers/open-driver-plan.ts'
import { EnvironmentError } from '../environment/environment-error.ts'
import { crowdPlan, LEAD_MS, removeRecords, total } from './bench.ts'
import type { Bench } from './bench.ts'
import { startOpenDriver } from '../trials/open-driver-handle.ts'
import { startCheapPortal } from './cheap-portal.ts'
import type { Reached } from './paired-ratio.ts'

const GENERATORS = 2
const SOCKETS = 15_000
/** Everybody waits so long in vain: the sockets that are open at the same time are patience x rate. */
const PATIENCE_S = 15
/** After the crowd is complete people go and come at the same rate: two garbage collections of the old generation, each after some 30 s. */
const STEADY_S = 60
/** The highest memory of the second half of them over that of the first; 1 kB forgotten for each who has gone would be 1.1. */
const FLAT = 1.1
/** Between the last one who comes and the first who goes there is a timer's grain. */
const TOLERATED_SHARE = 0.01
/** Addresses of one generator: a port stays taken for a minute after its connection was closed. */
const ADDRESSES = 4

interface GeneratorUnderSockets {
  sourceAddresses: readonly string[]
  /** Fewest at the end of any steady second. */
  socketsMin: number
  socketsMax: number
  /** Seconds of the schedule in which nobody was started although somebody was due. */
  secondsMissed: number
  lagP99Ms: number
  cpuPct: number
  /** Highest in the first and in the second half of the steady time. */
  rssMb: { first: number; second: number }
  unaccounted: number
  reached: Reached
}

export interface ManySockets {
  goalSockets: number
  steadyS: number
  /** null: they could not run, for the reason. */
  generators: GeneratorUnderSockets[] | null
  reason: string | null
}

/** Two generators with 15,000 waiting people each at once: memory stays flat, and in every second those who are due do come. */
export async function measureManySockets(bench: Bench): Promise<ManySockets> {
  const facts = { goalSockets: SOCKETS, steadyS: STEADY_S }
  const open: { end(): Promise<void> }[] = []
  try {
    const crowds = []
    for (let index = 0; index < GENERATORS; index++) {
      // One portal each: it has a limit of open files too.
      const portal = await startCheapPortal(bench, `sockets-${index}`, { silent: true })
      open.push(portal)
      const plan = waitingCrowd(bench, portal.url, index)
      mkdirSync(plan.outDir, { recursive: true })
      const driver = await startOpenDriver(bench.lab, plan)
      open.push(driver)
      crowds.push({ plan, driver })
    }
    const startAt = Date.now() + LEAD_MS
    const generators = await Promise.all(
      crowds.map(async ({ plan, driver }) => {
        const seconds: Progress[] = []
        const done = await driver.run(startAt, bench.stop, (second) => seconds.push(second))
        removeRecords(plan.outDir)
        return judge(plan, done, seconds)
      }),
    )
    return { ...facts, generators, reason: null }
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error
    return { ...facts, generators: null, reason: error.message }
  } finally {
    await Promise.allSettled(open.map((process) => process.end()))
  }
}

function waitingCrowd(bench: Bench, target: string, index: number): OpenDriverPlan {
  const plan = crowdPlan(bench, {
    target,
    outDir: join(bench.directory, `sockets-${index}`),
    mix: { visitor: 1 },
    arrivals: 'even',
    ratePerS: SOCKETS / PATIENCE_S,
    durationS: PATIENCE_S + STEADY_S,
    patienceS: PATIENCE_S,
    toleranceS: 0.05,
    localAddresses: sourceAddresses(index),
  })
  return { ...plan, drainLimitS: 0 }
}

/** Other systems give only 127.0.0.1 to the loopback. */
function sourceAddresses(index: number): string[] {
  if (process.platform !== 'linux') return []
  return Array.from({ length: ADDRESSES }, (_, address) => `127.0.0.${2 + index * ADDRESSES + address}`)
}

function judge(plan: OpenDriverPlan, done: Done, seconds: readonly Progress[]): GeneratorUnderSockets {
  const scheduled = seconds.filter(({ scheduled: due }) => due > 0)
  // The first steady second still fills up.
  const steady = seconds.filter(({ second }) => second > PATIENCE_S && second < PATIENCE_S + STEADY_S)
  const rssMb = memoryOver(steady.map((second) => second.rssMb))
  const socketsMin = Math.min(...steady.map(({ socketsOpen }) => socketsOpen))
  const secondsMissed = scheduled.filter(({ started }) => started === 0).length
  const unaccounted = done.scheduled - total(done.attempts)
  const holds = socketsMin >= SOCKETS * (1 - TOLERATED_SHARE) && unaccounted === 0 && done.generatorFaults === 0
  const isReached = holds && secondsMissed === 0 && rssMb.second <= rssMb.first * FLAT
  return {
    sourceAddresses: plan.localAddresses,
    socketsMin,
    socketsMax: done.socketsMax,
    secondsMissed,
    lagP99Ms: done.lagP99Ms,
    cpuPct: done.cpuPct,
    rssMb,
    unaccounted,
    reached: isReached ? 'yes' : 'no',
  }
}

/** Highest, since between two garbage collections it only rises. */
function memoryOver(rssMb: readonly number[]): GeneratorUnderSockets['rssMb'] {
  const half = Math.floor(rssMb.length / 2)
  return { first: Math.max(...rssMb.slice(0, half)), second: Math.max(...rssMb.slice(half)) }
}
