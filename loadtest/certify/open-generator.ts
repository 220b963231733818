import { join } from 'node:path'
import type { OpenDriverPlan } from '../drivers/open-driver-plan.ts'
import { scheduleOf } from '../drivers/schedule.ts'
import type { Arrival } from '../drivers/schedule.ts'
import { ATTEMPT_COLUMNS, OUTCOMES } from '../records/attempt-record.ts'
import type { AttemptRecord } from '../records/attempt-record.ts'
import { CITIZEN_COLUMNS } from '../records/citizen-record.ts'
import { readCsv } from '../records/csv.ts'
import { quantile } from '../statistics/quantile.ts'
import { startOpenDriver } from '../trials/open-driver-handle.ts'
import type { Generator, Observation, Task } from './generator.ts'
import { countOutcomes, quantilesOf } from './truth.ts'

/**
 * Before what is timed, the same at every rate: V8 goes on compiling what every request runs until some 11,000 of them have passed, on the one
 * core that driver and server have each. Timed from the 6,000th on, 1 % of the requests were seen 2.2 to 3.7 ms late; from the 12,000th, 0.7 to 1.0
 * (five runs each in turn, all but one). In a trial these first requests are part of what is measured.
 */
const WARM_UP = { name: 'warm-up', durationS: 6, perS: 2000 } as const
const START_IN_MS = 300

/** The open driver at a rate: Poisson arrivals, one request each. */
export function openGenerator(ratePerS: number): Generator {
  return {
    name: 'open',
    model: 'open',
    ratePerS,
    ours: true,
    async run(task) {
      const plan = planOf(task, ratePerS)
      const driver = await startOpenDriver(task.lab, plan)
      try {
        const done = await driver.run(Date.now() + START_IN_MS, task.stop, () => undefined)
        return { ...(await observe(task.outDir, scheduleOf(plan))), cpuPct: done.cpuPct }
      } finally {
        await driver.end()
      }
    },
  }
}

function planOf({ question, seed, target, outDir }: Task, ratePerS: number): OpenDriverPlan {
  const { durationS, patienceS, journey } = question
  return {
    target,
    gateway: null,
    seed,
    stages: [
      { name: WARM_UP.name, durationS: WARM_UP.durationS, rate: WARM_UP.perS / ratePerS },
      { name: 'timed', durationS, rate: 1 },
    ],
    nominalCapacityPerS: ratePerS,
    arrivals: 'poisson',
    mix: { [journey]: 1 },
    behaviour: { patienceS, toleranceS: patienceS, retries: 0, retry: 'none', obeysRetryAfter: 0, reusesKey: 1 },
    absent: [],
    keyPrefix: '',
    officerTokens: [],
    outDir,
    drainLimitS: 2 * patienceS,
    localAddresses: [],
  }
}

/** From its raw records alone, and from a schedule that is computed here once more. */
async function observe(outDir: string, schedule: readonly Arrival[]): Promise<Omit<Observation, 'cpuPct'>> {
  const attempts = await Array.fromAsync(readCsv(join(outDir, 'attempts.csv'), ATTEMPT_COLUMNS))
  const citizens = await Array.fromAsync(readCsv(join(outDir, 'citizens.csv'), CITIZEN_COLUMNS))
  const warmUp = schedule.filter(({ stage }) => stage === WARM_UP.name).length
  const timed = attempts.filter(({ citizen }) => citizen >= warmUp)
  const lags = citizens.flatMap(({ citizen, startedMs }) =>
    citizen >= warmUp && startedMs !== null ? [startedMs - schedule[citizen]!.atMs] : [],
  )
  const counts = countOutcomes(attempts.map(({ outcome }) => outcome))
  return {
    sent: schedule.length,
    counted: OUTCOMES.map((outcome) => ({ standsFor: [outcome], count: counts[outcome] })),
    byCitizen: new Map(attempts.map(({ citizen, outcome }) => [citizen, outcome])),
    latencyMs: quantilesOf(timed.filter(isTimed).map(({ citizen, endMs }) => endMs - schedule[citizen]!.atMs)),
    onTheWay: 0,
    intendedMs: schedule.map(({ atMs }) => atMs),
    warmUpMs: WARM_UP.durationS * 1000,
    timedStep: null,
    lagP99Ms: quantile(lags, 0.99),
  }
}

function isTimed({ outcome }: AttemptRecord): boolean {
  return outcome === 'ok' || outcome === 'timedOut'
}
