import { type Comparison, compareFamily } from './comparisons.ts'
import type { Measured } from './comparability.ts'
import { judgedBy } from './judged-by.ts'
import { designOf } from './study-design.ts'
import type { TrialSummary } from './trial-summary.ts'

/** One arm of both runs: the second run (`a`) against the first (`b`), on the same citizens. */
export interface ArmComparison {
  arm: string
  comparison: Comparison
}

/**
 * The arms that both runs have, judged as the first run declared (or by `judgedBy`, where none of its trials knows that metric); trials meet by seed and block. All arms of a scenario are one
 * family: Holm corrects them together.
 */
export function compareResults(first: Measured, second: Measured): ArmComparison[] {
  const declared = designOf(first.manifest)
  if (declared === null) return []
  const design = judgedBy(declared, first.trials)
  const scenarios = new Set(first.trials.map(({ scenario }) => scenario))
  return Array.from(scenarios).flatMap((scenario) => {
    const here = ({ trials }: Measured) => trials.filter((trial) => trial.scenario === scenario)
    const arms = armsOf(here(first)).filter((arm) => armsOf(here(second)).includes(arm))
    const trials = [...named(here(first), 'first'), ...named(here(second), 'second')]
    const pairs = arms.map((arm): [string, string] => [`${arm} (second)`, `${arm} (first)`])
    const comparisons = compareFamily(trials, pairs, design, first.manifest.seed)
    return comparisons.map((comparison, index) => ({ arm: arms[index]!, comparison }))
  })
}

/** How many trials meet their like: same arm, scenario, seed and block in both runs. */
export function pairsOf(first: Measured, second: Measured): number {
  const key = ({ strategy, scenario, seed, block }: TrialSummary) => JSON.stringify([strategy, scenario, seed, block])
  const others = new Set(second.trials.map(key))
  return new Set(first.trials.map(key).filter((one) => others.has(one))).size
}

function armsOf(trials: readonly TrialSummary[]): string[] {
  return [...new Set(trials.map(({ strategy }) => strategy))]
}

function named(trials: readonly TrialSummary[], side: 'first' | 'second'): TrialSummary[] {
  return trials.map((trial) => ({ ...trial, strategy: `${trial.strategy} (${side})` }))
}
