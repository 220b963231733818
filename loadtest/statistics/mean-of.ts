import { countedTrials } from './counted-trials.ts'
import { metricOf } from './metric.ts'
import type { TrialSummary } from './trial-summary.ts'

/** Mean of a metric over the valid trials; null where it is not known in one of them, or there are none. */
export function meanOf(trials: readonly TrialSummary[], metric: string): number | null {
  const values = countedTrials(trials)
    .filter((trial) => trial.valid)
    .map((trial) => metricOf(trial, metric))
  const known = values.filter((value) => value !== null)
  return known.length < values.length || known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}
