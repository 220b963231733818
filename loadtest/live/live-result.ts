import type { TrialSummary } from '../statistics/trial-summary.ts'
import type { LiveResult } from './live-events.ts'

/** A trial's figures as the live page shows them. */
export function liveResultOf(summary: TrialSummary): LiveResult {
  const { scheduled, served, late, waiting, turnedAway, gaveUp, notSent } = summary.citizens
  return {
    valid: summary.valid,
    invalidReasons: summary.invalidReasons,
    permitGoodputPerS: summary.permitGoodputPerS,
    servedShareDuring: summary.servedShare.during,
    citizens: { scheduled, served, late, waiting, turnedAway, gaveUp, notSent },
    p99Ms: summary.latencyMs.p99,
    pageOpened: summary.pageOpened,
    recoveryS: summary.recoveryS,
    crashes: summary.crashes.length,
  }
}
