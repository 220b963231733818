import { median } from '../statistics/median.ts'
import type { Measured } from './certificate.ts'
import type { Quantiles } from './truth.ts'

/**
 * What several runs of the same case say together. Whoever is lost or misnamed once is lost: counts add up. Times are medians, since
 * other guests of the machine may disturb any single run.
 * @param runs at least one
 */
export function mergeRuns(runs: readonly Measured[]): Measured {
  const sum = (count: (run: Measured) => number) => runs.reduce((total, run) => total + count(run), 0)
  const known = (time: (run: Measured) => number | null) => runs.flatMap((run) => time(run) ?? [])
  const middle = (time: (run: Measured) => number | null) => median(known(time))
  const quantiles = (of: (run: Measured) => Quantiles): Quantiles => ({
    p50: middle((run) => of(run).p50),
    p90: middle((run) => of(run).p90),
    p99: middle((run) => of(run).p99),
  })
  return {
    sent: runs.some(({ sent }) => sent === null) ? null : sum(({ sent }) => sent as number),
    seen: runs.some(({ seen }) => seen === null) ? null : sum(({ seen }) => seen as number),
    recorded: sum(({ recorded }) => recorded),
    unaccounted: sum(({ unaccounted }) => unaccounted),
    misclassified: sum(({ misclassified }) => misclassified),
    truthMs: quantiles(({ truthMs }) => truthMs),
    recordedMs: quantiles(({ recordedMs }) => recordedMs),
    errorMs: quantiles(({ errorMs }) => errorMs),
    lagP99Ms: middle(({ lagP99Ms }) => lagP99Ms),
    lateToLeaveMs: middle(({ lateToLeaveMs }) => lateToLeaveMs),
    cpuPct: middle(({ cpuPct }) => cpuPct),
  }
}
