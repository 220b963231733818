import type { HammerRecord } from '../records/hammer-record.ts'
import type { Manifest } from '../records/manifest.ts'
import { rankings } from './best.ts'
import { byStrategy, isClean } from './by-strategy.ts'
import { comparisonsOf } from './comparisons.ts'
import { invalidRates } from './invalid-rates.ts'
import { strategyMeans } from './strategy-means.ts'
import { designOf } from './study-design.ts'
import type { StudySummary } from './study-summary.ts'
import { thresholdResults } from './thresholds.ts'
import type { TrialSummary } from './trial-summary.ts'

/** The whole of summary.json. Comparisons are made with the declared reference, without one with the manifest's first strategy. */
export function summariseStudy(
  manifest: Manifest,
  trials: readonly TrialSummary[],
  hammer: readonly HammerRecord[] = [],
): StudySummary {
  const { command, name, hypothesis, seed, nominalCapacityPerS } = manifest
  const design = designOf(manifest)
  const best = design === null ? [] : rankings(trials, design, whoCannotWin(manifest, trials))
  const means = strategyMeans(trials)
  const rates = invalidRates(trials)
  const thresholds = thresholdResults(manifest, trials)
  return {
    command,
    name,
    hypothesis,
    seed,
    nominalCapacityPerS,
    trials: [...trials],
    comparisons: design === null ? [] : comparisonsOf(trials, design, seed),
    ...(best.length > 0 ? { best } : {}),
    ...(means.length > 0 ? { means } : {}),
    ...(rates.some(({ invalid }) => invalid > 0) ? { invalidRates: rates } : {}),
    ...(thresholds.length > 0 ? { thresholds } : {}),
    ...(hammer.length > 0 ? { hammer: [...hammer] } : {}),
  }
}

/** Strategies that no figure makes the best: they lost what they had promised, or may. */
function whoCannotWin({ strategies }: Manifest, trials: readonly TrialSummary[]): Map<string, string> {
  const volatile = strategies.filter(({ durability }) => durability === 'volatile')
  const why = new Map(volatile.map(({ name }) => [name, 'volatile: may lose what it acknowledged']))
  for (const { strategy, ledger } of byStrategy(trials)) {
    const clean = isClean(ledger)
    if (clean !== true && !why.has(strategy)) why.set(strategy, clean === null ? 'not audited' : 'its ledger is damaged')
  }
  return why
}
