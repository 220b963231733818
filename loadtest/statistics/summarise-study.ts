import type { HammerRecord } from '../records/hammer-record.ts'
import type { Manifest } from '../records/manifest.ts'
import { comparisonsOf } from './comparisons.ts'
import type { StudySummary } from './study-summary.ts'
import type { TrialSummary } from './trial-summary.ts'

/** The whole of summary.json. Comparisons are made with the manifest's first strategy. */
export function summariseStudy(
  manifest: Manifest,
  trials: readonly TrialSummary[],
  hammer: readonly HammerRecord[] = [],
): StudySummary {
  const { command, name, hypothesis, seed, nominalCapacityPerS } = manifest
  const reference = manifest.strategies[0]?.name
  return {
    command,
    name,
    hypothesis,
    seed,
    nominalCapacityPerS,
    trials: [...trials],
    comparisons: reference === undefined ? [] : comparisonsOf(trials, reference, seed),
    ...(hammer.length > 0 ? { hammer: [...hammer] } : {}),
  }
}
