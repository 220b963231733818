import { seconds } from '../statistics/figures.ts'
import type { StudySummary } from '../statistics/study-summary.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import { RAW } from './provenance.ts'
import { labelOf, nameOf } from './representative-trials.ts'
import type { Table } from './table.ts'

/** When every stage of every trial became steady, or why it did not. */
export function steadyStateTable(summary: StudySummary): Table {
  return {
    caption: 'Steady state: from when on permits in time, median wait and requests in flight kept their level',
    head: ['Trial', 'Stage', 'From', 'To', 'Steady from', 'Why not'],
    words: [1, 5],
    rows: summary.trials.flatMap((trial) =>
      trial.steadyState.map(({ stage, startS, endS, reachedAtS, reason }) => [
        nameOf(trial, summary),
        stage,
        seconds(startS),
        seconds(endS),
        reachedAtS === null ? 'not reached' : seconds(reachedAtS),
        reason ?? '',
      ]),
    ),
    note:
      'Seconds since the start of the trial. Warm-up is cut where the standard error of what is left is smallest (MSER and MSER-5, White 1997), and ' +
      'what is left must not change its level by more than 10 % (Pettitt 1979). A surge that overruns the portal has no steady state, and that is a result.',
    source: [RAW.facts, RAW.citizens, RAW.attempts],
  }
}

/** What has to be said when the figures "before" contain a warm-up or no steady state at all; null = nothing. */
export function steadyStateCaveat(summary: StudySummary): string | null {
  const trials = summary.trials.filter((trial) => trial.valid && trial.windows.before !== null)
  const warming = trials.filter((trial) => !isSteadyBefore(trial))
  if (warming.length === 0) return null
  const names = [...new Set(warming.map((trial) => labelOf(trial, summary)))].join(', ')
  return (
    `In ${warming.length} of ${trials.length} valid trials the system was not steady over the whole time that is called "before" (${names}): ` +
    'figures "before", and recovery measured against them, contain its warm-up.'
  )
}

/** A steady state was reached before the window "before" begins. */
function isSteadyBefore({ windows, steadyState }: TrialSummary): boolean {
  const { startS, endS } = windows.before!
  const stages = steadyState.filter((stage) => stage.stage === 'before' && stage.startS < endS)
  return stages.every((stage) => stage.reachedAtS !== null && stage.reachedAtS <= Math.max(startS, stage.startS))
}
