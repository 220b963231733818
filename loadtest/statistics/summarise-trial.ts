import type { SampleRecord } from '../records/sample-record.ts'
import type { CpuSeconds, ProcessExit } from '../records/trial-facts.ts'
import type { TrialRecords } from '../records/trial-records.ts'
import { attemptsThatMatter, countAttempts } from './attempt-counts.ts'
import { availabilityOf } from './availability.ts'
import { countFates, splitVisitors, visitorJourneys } from './fates.ts'
import { ackGoodputPerS, pageOpened, permitGoodputPerS, servedShare } from './goodput.ts'
import { latencyMs, pageLatencyOf, timeToPermitS } from './latency.ts'
import { littlesLawOf } from './littles-law.ts'
import { promiseKept } from './promise.ts'
import { recoveryOf } from './recovery.ts'
import { servedCurve, servedWithin } from './served-curve.ts'
import { stageSteadyStates } from './stage-steady-state.ts'
import type { Crash, PerProcess, TrialSummary } from './trial-summary.ts'
import { invalidReasons } from './validity.ts'
import { wastedWork } from './wasted-work.ts'
import { inWindow, perWindow, type PerWindow, type Windows, windowsOf } from './windows.ts'

/** One element of `trials` in summary.json, from nothing but the raw records of the trial. */
export function summariseTrial(records: TrialRecords): TrialSummary {
  const { facts, citizens, samples } = records
  const { id, strategy, options, scenario, seed, block, scheduleSha256, endedS, exits, ledger, generator } = facts
  const { visitors, applicants } = splitVisitors(citizens, facts)
  const windows = windowsOf(facts.stages, endedS)
  const attempts = attemptsThatMatter(records.attempts, visitorJourneys(facts))
  const littlesLaw = littlesLawOf(records)
  const reasons = invalidReasons({ facts, citizens, attempts, littlesLaw })
  return {
    id,
    strategy,
    options,
    scenario,
    seed,
    block,
    ...(facts.attemptNo === 2 ? { attemptNo: 2 as const } : {}),
    valid: reasons.length === 0,
    invalidReasons: reasons,
    scheduleSha256,
    windows,
    endedS,
    citizens: countFates(applicants),
    attempts: countAttempts(citizens, attempts),
    pageOpened: pageOpened(visitors),
    availability: availabilityOf(records.probes),
    permitGoodputPerS: permitGoodputPerS(applicants, windows),
    ackGoodputPerS: ackGoodputPerS(applicants, windows),
    servedShare: servedShare(applicants, windows),
    latencyMs: latencyMs(applicants),
    pageMs: latencyMs(visitors, pageLatencyOf),
    timeToPermitS: timeToPermitS(applicants),
    servedWithin: servedWithin(applicants),
    servedCurve: servedCurve(applicants),
    promiseKept: promiseKept(applicants),
    wastedWork: wastedWork(records.identityChecks, citizens),
    cpuSecondsPerPermit: cpuPerPermit(facts.cpuSeconds, ledger?.issued ?? null),
    cpuCorePct: cpuCorePct(samples, windows),
    ...recoveryOf({ applicants, samples, windows, endedS, intake: facts.plan?.intake ?? null }),
    steadyState: stageSteadyStates(records),
    littlesLaw,
    crashes: exits.filter((exit) => exit.unexpected && exit.process !== 'agencies').map(crashOf),
    exits,
    ...(facts.switchedByHand?.length ? { switchedByHand: facts.switchedByHand } : {}),
    ...(facts.watched ? { watched: facts.watched } : {}),
    diagnosis: null,
    ledger,
    generator,
  }
}

function crashOf({ process, atS, code, signal, cause, evidence }: ProcessExit): Crash {
  return { process, atS, code, signal, cause, evidence }
}

/** Over the permits that the audit found issued; unknown without an audit or without a permit. */
function cpuPerPermit(seconds: CpuSeconds | null, issued: number | null): PerProcess {
  const per = (used: number | null | undefined) =>
    used === undefined || used === null || issued === null || issued === 0 ? null : used / issued
  return {
    portal: per(seconds?.portal),
    worker: per(seconds?.worker),
    postgres: per(seconds?.postgres),
    redis: per(seconds?.redis),
  }
}

function cpuCorePct(samples: readonly SampleRecord[] | null, windows: Windows): PerWindow {
  return perWindow(windows, (window) => {
    const sums = (samples ?? [])
      .filter((sample) => inWindow(window, sample.second * 1000))
      .flatMap((sample) => sumKnown(sample) ?? [])
    return sums.length === 0 ? null : sums.reduce((a, b) => a + b) / sums.length
  })
}

/** A process that is not there (no worker, no Redis) uses nothing; unknown when PostgreSQL, which every strategy has, was not read. */
function sumKnown({ portalCpuPct, workerCpuPct, postgresCpuPct, redisCpuPct }: SampleRecord): number | null {
  const known = [portalCpuPct, workerCpuPct, postgresCpuPct, redisCpuPct].filter((pct) => pct !== null)
  return postgresCpuPct === null ? null : known.reduce((a, b) => a + b)
}
