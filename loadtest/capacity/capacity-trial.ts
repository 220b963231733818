import type { CapacityTrial } from '../records/capacity-record.ts'
import type { TrialRecords } from '../records/trial-records.ts'
import { percent } from '../statistics/figures.ts'
import { steadyStateOf } from '../statistics/steady-state.ts'
import { evaluateThreshold, type Threshold } from '../statistics/thresholds.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import { type Growth, growthOf, peopleOnTheirWay, secondsUntil } from './people-on-their-way.ts'

/** Left out at the front: a pipeline that fills is not a queue that grows. */
export const SETTLE_S = 4
/** Less than this, and less than two standard errors, cannot be told from chance in one trial. */
const MOST_GROWTH = 0.05
const STANDARD_ERRORS = 2
/** A queue that grows by less than this share of those who come must not go unseen: else nothing is proved. */
const LARGEST_UNSEEN = 0.2

/**
 * Whether one trial met the promise: every threshold holds, and those who came also went. Without the second a short trial above
 * capacity passes, since its queue has not yet had the time to grow.
 */
export function capacityTrial(records: TrialRecords, summary: TrialSummary, slo: readonly Threshold[]): CapacityTrial {
  // Unknown is no promise kept: a percentile is null when fewer people than that ever saw their permit.
  const values = slo.flatMap((threshold) =>
    evaluateThreshold(threshold, [summary]).map(({ value, passed }) => ({ metric: threshold.metric, value, passed })),
  )
  const failed = slo.filter((_, index) => values[index]?.passed !== true).map(({ text }) => `not met: ${text}`)
  const { growth, present, steadyFromS } = lasting(records)
  const grows = growth !== null && growth.share > Math.max(MOST_GROWTH, STANDARD_ERRORS * growth.standardError)
  if (grows) failed.push(`${percent(growth.share)} of those who come stay: it would not last`)
  const short = tooShort(growth, present.length)
  const decided = !summary.valid ? null : failed.length > 0 ? false : short === null ? true : null
  return {
    id: summary.id,
    valid: summary.valid,
    met: decided,
    values,
    growth: growth && growth.share,
    steadyFromS,
    reasons: !summary.valid ? [...summary.invalidReasons] : decided === null ? [short!] : failed,
  }
}

/** Why it cannot be told whether it would last, and what would help; null = it can. */
function tooShort(growth: Growth | null, seconds: number): string | null {
  if (growth === null) return 'too short to tell whether it would last'
  const wanted = LARGEST_UNSEEN / STANDARD_ERRORS
  if (growth.standardError <= wanted) return null
  return `too short to tell whether it would last: take --duration ${SETTLE_S + secondsUntil(wanted, growth, seconds)} or more`
}

function lasting({ citizens, facts }: TrialRecords) {
  const durationS = Math.floor(facts.stages.reduce((sum, stage) => sum + stage.durationS, 0))
  const all = peopleOnTheirWay(citizens, durationS)
  const present = all.slice(SETTLE_S)
  return { growth: growthOf(present, citizens.length / durationS), present, steadyFromS: steadyStateOf(all).truncate }
}
