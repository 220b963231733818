import { metricOf } from './metric.ts'
import type { StudyDesign } from './study-design.ts'
import type { TrialSummary } from './trial-summary.ts'

/** Known of every trial, however short its surge. */
const FALLBACK = 'servedWithin.s30'

/** The run's own design; where no trial knows its metric (a short surge has no `during`), who was served in time decides instead. */
export function judgedBy(design: StudyDesign, trials: readonly TrialSummary[]): StudyDesign {
  const known = trials.some((trial) => metricOf(trial, design.primaryMetric) !== null)
  return known ? design : { ...design, primaryMetric: FALLBACK, direction: 'higher' }
}
