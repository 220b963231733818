import type { Outcome } from '../records/attempt-record.ts'
import { per, whole } from '../statistics/figures.ts'
import type { TimelineRow } from '../statistics/timeline.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import type { Chart, Look } from './chart.ts'
import { trialFile } from './provenance.ts'
import type { Study } from './read-study.ts'
import { representativeTrials } from './representative-trials.ts'
import { bandsOf, seriesOf, TIME_AXIS, titleOf } from './trial-panel.ts'

/** From the bottom; what came of none of the attempts is left out. */
const LAYERS: readonly { label: string; of: readonly Outcome[]; look: Look }[] = [
  { label: 'answered', of: ['ok'], look: { colour: '--served', dash: [] } },
  { label: 'told to come back', of: ['rejected'], look: { colour: '--turned-away', dash: [], pattern: 'dots' } },
  { label: 'no answer in time', of: ['timedOut'], look: { colour: '--gave-up', dash: [], pattern: 'falling' } },
  { label: 'refused, broken off, failed', of: ['refused', 'reset', 'failed'], look: { colour: '--broken', dash: [] } },
]
const SENT: Look = { colour: '--ink', dash: [], width: 1 }

/** Attempts at the step that matters and how they ended, second by second: where people press refresh, more than came. */
export function attemptCharts(study: Study): Chart[] {
  const trials = representativeTrials(study.summary)
  const yMax = Math.max(
    1,
    ...trials.flatMap(({ id }) => seriesOf(study, id).rows.map((row) => Math.max(row.attempts, ended(row)))),
  )
  return trials.map((trial) => attemptChart(study, trial, yMax))
}

function attemptChart(study: Study, trial: TrialSummary, yMax: number): Chart {
  const { rows } = seriesOf(study, trial.id)
  const layers = LAYERS.filter(({ of }) => of.some((outcome) => trial.attempts[outcome] > 0))
  return {
    ...TIME_AXIS,
    id: `attempts-${trial.id}`,
    title: titleOf(trial, study),
    source: [trialFile(trial.id, 'attempts.csv'), trialFile(trial.id, 'timeline.csv')],
    alt: attemptsInWords(trial, rows),
    yLabel: 'attempts that ended, per second',
    yScale: 'linear',
    yMax,
    x: rows.map(({ second }) => second),
    series: [
      ...layers.map(({ label, of, look }) => ({
        label,
        look,
        shape: 'stack' as const,
        values: rows.map((row) => of.reduce((sum, outcome) => sum + row[outcome], 0)),
      })),
      { label: 'sent', look: SENT, shape: 'line', values: rows.map((row) => row.attempts) },
    ],
    bands: bandsOf(trial, study),
    marks: trial.crashes.map((crash) => ({ at: crash.atS, label: `${crash.process} died` })),
  }
}

function ended(row: TimelineRow): number {
  return LAYERS.flatMap(({ of }) => of).reduce((sum, outcome) => sum + row[outcome], 0)
}

function attemptsInWords({ strategy, attempts }: TrialSummary, rows: readonly TimelineRow[]): string {
  const most = Math.max(0, ...rows.map((row) => row.attempts))
  const parts = LAYERS.map(({ label, of }) => ({ label, count: of.reduce((sum, outcome) => sum + attempts[outcome], 0) }))
  const words = parts.filter(({ count }) => count > 0).map(({ label, count }) => `${whole(count)} ${label}`)
  return `${strategy}: at most ${per(most)} attempts sent in a second; of ${whole(attempts.sent)} in all, ${words.join(', ') || 'none ended'}.`
}
