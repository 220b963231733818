import { countedTrials } from '../statistics/counted-trials.ts'
import type { StudySummary } from '../statistics/study-summary.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'

/**
 * The trial of each strategy and scenario that is drawn: from the first block that is valid for all strategies of the scenario, so that the
 * same people are shown; where there is none, of each strategy its first valid block, else its first block.
 */
export function representativeTrials(summary: StudySummary): TrialSummary[] {
  const trials = countedTrials(summary.trials).toSorted((a, b) => a.block - b.block)
  const arms = Map.groupBy(summary.trials, (trial) => JSON.stringify([trial.scenario, trial.strategy]))
  return Array.from(arms.values(), ([first]) => {
    const { scenario, strategy } = first!
    const here = trials.filter((trial) => trial.scenario === scenario)
    const own = here.filter((trial) => trial.strategy === strategy)
    const together = own.find((trial) => isValidForAll(here, trial))
    return together ?? own.find(({ valid }) => valid) ?? own[0]!
  })
}

function isValidForAll(trials: readonly TrialSummary[], { seed, block }: TrialSummary): boolean {
  const arms = new Set(trials.map(({ strategy }) => strategy))
  return trials.filter((trial) => trial.valid && trial.seed === seed && trial.block === block).length === arms.size
}

/** The one block that these trials are from; null = several, or the study has no more than one and nobody has to be told. */
export function blockShown(trials: readonly TrialSummary[], summary: StudySummary): number | null {
  const [block, ...others] = new Set(trials.map((trial) => trial.block))
  return block !== undefined && others.length === 0 && hasSeveralBlocks(summary) ? block : null
}

function hasSeveralBlocks({ trials }: StudySummary): boolean {
  return new Set(trials.map(({ block }) => block)).size > 1
}

/** The scenario is named only where the study has more than one. */
export function labelOf(trial: Pick<TrialSummary, 'strategy' | 'scenario'>, summary: StudySummary): string {
  const several = new Set(summary.trials.map(({ scenario }) => scenario)).size > 1
  return several ? `${trial.strategy} · ${trial.scenario}` : trial.strategy
}

/** A trial among all of them: its block is named only where there are several; the second run of an invalid one always. */
export function nameOf(
  trial: Pick<TrialSummary, 'strategy' | 'scenario' | 'block' | 'attemptNo'>,
  summary: StudySummary,
): string {
  const name = hasSeveralBlocks(summary) ? `${labelOf(trial, summary)}, block ${trial.block}` : labelOf(trial, summary)
  return trial.attemptNo === 2 ? `${name}, run again` : name
}
