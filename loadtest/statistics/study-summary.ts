import type { HammerRecord } from '../records/hammer-record.ts'
import type { Best } from './best.ts'
import type { CitizenComparison } from './citizen-by-citizen.ts'
import type { Comparison } from './comparisons.ts'
import type { InvalidRate } from './invalid-rates.ts'
import type { StrategyMeans } from './strategy-means.ts'
import type { ThresholdResult } from './thresholds.ts'
import type { TrialSummary } from './trial-summary.ts'

/** summary.json (docs/definitions.md). */
export interface StudySummary {
  command: string
  name: string
  hypothesis: string | null
  seed: number
  nominalCapacityPerS: number
  trials: TrialSummary[]
  comparisons: Comparison[]
  /** Which strategies may be the best, scenario by scenario; absent = fewer than 8 blocks or fewer than two strategies. */
  best?: Best[]
  /** Every figure over the valid trials; absent = no strategy has two. */
  means?: StrategyMeans[]
  /** Absent = no trial was invalid. */
  invalidRates?: InvalidRate[]
  /** Of the command line and of the scenarios' files; absent = there were none. */
  thresholds?: ThresholdResult[]
  /** The same people under each strategy and under the reference; absent = no two valid trials to which the same people came. */
  citizens?: CitizenComparison[]
  /** Trials that ended and whose files are damaged: which, and why; absent = none. They are in no figure. */
  unreadable?: string[]
  /** Points of the closed population; absent when the command had none. */
  hammer?: HammerRecord[]
}
