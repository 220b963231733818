import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Done, OpenDriverPlan } from '../drivers/open-driver-plan.ts'
import type { Laboratory } from '../trials/laboratory.ts'
import { startOpenDriver } from '../trials/open-driver-handle.ts'

/** What every part of the bench works with. */
export interface Bench {
  lab: Laboratory
  /** Of the results. */
  directory: string
  seed: number
  /** Rounds of what is compared. */
  rounds: number
  stop: AbortSignal
  say(line: string): void
}

/** What a driver needs of it. */
export interface DriverLab {
  lab: Pick<Laboratory, 'run' | 'cores'>
}

/** Between the order to start and the first arrival. */
export const LEAD_MS = 300

/** People who come once and do not come again. */
export function crowdPlan(
  bench: Pick<Bench, 'seed'>,
  over: Pick<OpenDriverPlan, 'target' | 'mix' | 'outDir'> & {
    ratePerS: number
    durationS: number
    patienceS: number
    toleranceS: number
    arrivals?: OpenDriverPlan['arrivals']
    gateway?: string
    localAddresses?: string[]
    seed?: number
  },
): OpenDriverPlan {
  const { ratePerS, durationS, patienceS, toleranceS, ...plan } = over
  return {
    gateway: null,
    seed: bench.seed,
    stages: [{ name: 'bench', durationS, rate: 1 }],
    nominalCapacityPerS: ratePerS,
    arrivals: 'poisson',
    behaviour: { patienceS, toleranceS, retries: 0, retry: 'none', obeysRetryAfter: 1, reusesKey: 1 },
    absent: [],
    keyPrefix: '',
    officerTokens: [],
    drainLimitS: patienceS + toleranceS,
    localAddresses: [],
    ...plan,
  }
}

/** One open driver from start to end. */
export async function runCrowd({ lab, stop }: Pick<Bench, 'stop'> & DriverLab, plan: OpenDriverPlan): Promise<Done> {
  mkdirSync(plan.outDir, { recursive: true })
  const driver = await startOpenDriver(lab, plan)
  try {
    return await driver.run(Date.now() + LEAD_MS, stop, () => undefined)
  } finally {
    await driver.end()
    removeRecords(plan.outDir)
  }
}

/** They are as large as the load, and nothing is read from them. */
export function removeRecords(outDir: string): void {
  for (const file of ['citizens.csv', 'attempts.csv', 'in-flight.csv']) rmSync(join(outDir, file), { force: true })
}

/** CPU that a driver used over its stages, s. */
export function cpuSecondsOf({ cpuPct }: Done, plan: OpenDriverPlan): number {
  return (cpuPct / 100) * plan.stages.reduce((sum, { durationS }) => sum + durationS, 0)
}

export function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}
