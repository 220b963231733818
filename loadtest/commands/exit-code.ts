import type { ManifestStrategy } from '../records/manifest.ts'
import type { StudySummary } from '../statistics/study-summary.ts'

/** What a command's exit code says (docs/definitions.md): scripts rely on it. */
export const EXIT = { done: 0, failed: 1, usage: 2, environment: 3, interrupted: 130 } as const

/** 1 when the ledger of a durable strategy is damaged or a threshold failed; a baseline's crash and an invalid trial are results: 0. */
export function exitCodeOf(summary: StudySummary, strategies: readonly ManifestStrategy[]): number {
  const durable = new Set(strategies.filter(({ durability }) => durability === 'durable').map(({ name }) => name))
  const damaged = summary.trials.some(({ strategy, ledger }) => {
    if (!durable.has(strategy) || !ledger) return false
    return ledger.lost + ledger.duplicated + ledger.orphaned + ledger.stuck + ledger.wrongNib > 0
  })
  const failed = summary.thresholds?.some(({ passed }) => !passed) ?? false
  return damaged || failed ? EXIT.failed : EXIT.done
}
