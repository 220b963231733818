import { join } from 'node:path'
import type { ClosedDriverPlan, FromClosedDriver, ToClosedDriver } from '../drivers/closed-driver-plan.ts'
import { OUTCOMES } from '../records/attempt-record.ts'
import { runDriver, startDriverProcess, STEADY_GC } from '../trials/driver-process.ts'
import type { Generator } from './generator.ts'

/** The closed driver: so many people who refresh. */
export const closedGenerator: Generator = {
  name: 'closed',
  model: 'closed',
  ratePerS: null,
  ours: true,
  async run({ lab, question, seed, target, outDir, stop }) {
    const { people, closedS: durationS, patienceS } = question
    const plan: ClosedDriverPlan = { target, seed, people, durationS, patienceS }
    const log = join(outDir, 'driver.log')
    const driver = await startDriverProcess<FromClosedDriver, ToClosedDriver>(lab, 'closed-driver.ts', plan, log, STEADY_GC)
    try {
      await driver.hear('ready')
      const order = { go: { type: 'go' }, stopMessage: { type: 'stop' } } as const
      const done = await runDriver(driver, order, stop, () => undefined)
      return {
        sent: done.sent,
        counted: OUTCOMES.map((outcome) => ({ standsFor: [outcome], count: done.outcomes[outcome] })),
        byCitizen: null,
        latencyMs: done.pageLatencyMs,
        onTheWay: done.unanswered,
        intendedMs: null,
        warmUpMs: 1000 * patienceS, // the first wave
        timedStep: 'page',
        lagP99Ms: null,
        cpuPct: done.cpuPct,
      }
    } finally {
      await driver.end()
    }
  },
}
