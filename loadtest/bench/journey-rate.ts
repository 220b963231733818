import { join } from 'node:path'
import { crowdPlan, runCrowd, total } from './bench.ts'
import type { Bench } from './bench.ts'
import { startCheapPortal } from './cheap-portal.ts'
import type { Reached } from './paired-ratio.ts'

const GOAL_PER_S = 3000
const DURATION_S = 10
/** The validity gate's bounds: beyond them a trial says that the generator was measured. */
const LAG_P99_BOUND_MS = 50
const CPU_BOUND_PCT = 90
/** As on launch day. */
const MIX = { 'returning-applicant': 0.8, newcomer: 0.1, visitor: 0.1 }

export interface JourneyRate {
  goalPerS: number
  durationS: number
  scheduled: number
  /** Whole journeys: page or permit seen. */
  results: number
  requests: number
  cpuPct: number
  lagP99Ms: number
  lagMaxMs: number
  reached: Reached
}

/** 3,000 people a second, each with a whole journey to a permit, from one process on one core. */
export async function measureJourneyRate(bench: Bench): Promise<JourneyRate> {
  const portal = await startCheapPortal(bench, 'rate', { silent: false })
  try {
    const size = { ratePerS: GOAL_PER_S, durationS: DURATION_S, patienceS: 5, toleranceS: 20 }
    const at = { target: portal.url, gateway: portal.url, outDir: join(bench.directory, 'rate') }
    const done = await runCrowd(bench, crowdPlan(bench, { ...at, ...size, mix: MIX }))
    const { scheduled, endings, lagP99Ms, lagMaxMs, cpuPct } = done
    const requests = total(done.attempts)
    const isValid = endings.result === scheduled && lagP99Ms <= LAG_P99_BOUND_MS && cpuPct <= CPU_BOUND_PCT
    const facts = { goalPerS: GOAL_PER_S, durationS: DURATION_S, scheduled, results: endings.result, requests }
    return { ...facts, cpuPct, lagP99Ms, lagMaxMs, reached: isValid ? 'yes' : 'no' }
  } finally {
    await portal.end()
  }
}
