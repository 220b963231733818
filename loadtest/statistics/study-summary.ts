import type { HammerRecord } from '../records/hammer-record.ts'
import type { Comparison } from './comparisons.ts'
import type { TrialSummary } from './trial-summary.ts'

/** summary.json (DESIGN.md section 5). */
export interface StudySummary {
  command: string
  name: string
  hypothesis: string | null
  seed: number
  nominalCapacityPerS: number
  trials: TrialSummary[]
  comparisons: Comparison[]
  /** Points of the closed population; absent when the command had none. */
  hammer?: HammerRecord[]
}
