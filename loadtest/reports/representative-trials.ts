import type { StudySummary } from '../statistics/study-summary.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'

/** The trial of each strategy and scenario that is drawn: of the valid ones the first block, else the first block. */
export function representativeTrials(summary: StudySummary): TrialSummary[] {
  const groups = Map.groupBy(summary.trials, (trial) => JSON.stringify([trial.scenario, trial.strategy]))
  return Array.from(groups.values(), (group) => {
    const inOrder = group.toSorted((a, b) => a.block - b.block)
    return inOrder.find((trial) => trial.valid) ?? inOrder[0]!
  })
}

/** The scenario is named only where the study has more than one. */
export function labelOf(trial: Pick<TrialSummary, 'strategy' | 'scenario'>, summary: StudySummary): string {
  const several = new Set(summary.trials.map(({ scenario }) => scenario)).size > 1
  return several ? `${trial.strategy} · ${trial.scenario}` : trial.strategy
}

/** A trial among all of them: its block is named only where there are several. */
export function nameOf(trial: Pick<TrialSummary, 'strategy' | 'scenario' | 'block'>, summary: StudySummary): string {
  const several = new Set(summary.trials.map(({ block }) => block)).size > 1
  return several ? `${labelOf(trial, summary)}, block ${trial.block}` : labelOf(trial, summary)
}
