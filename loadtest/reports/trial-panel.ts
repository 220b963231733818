import type { TimelineRow } from '../statistics/timeline.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import type { Chart } from './chart.ts'
import { faultEndS } from './fault-span.ts'
import type { Study } from './read-study.ts'
import { labelOf } from './representative-trials.ts'
import { NO_SERIES, type TrialSeries } from './trial-series.ts'

/** What pictures of trials over time have in common. */
export const TIME_AXIS = { xLabel: 'seconds since the start', xScale: 'linear', levels: [] } as const

/** Of a panel that shows one trial. */
export function titleOf(trial: TrialSummary, { summary }: Study): string {
  return labelOf(trial, summary) + (trial.valid ? '' : ' (invalid)')
}

/** The surge, and below the curves the faults that were planted or switched by hand. */
export function bandsOf(trial: TrialSummary, study: Study): Chart['bands'] {
  const { surge } = trial.windows
  return [...(surge === null ? [] : [{ from: surge.startS, to: surge.endS, label: 'surge' }]), ...faultsOf(trial, study)]
}

function faultsOf(
  { strategy, scenario, endedS, switchedByHand = [] }: TrialSummary,
  { manifest, lasting }: Study,
): Chart['bands'] {
  const planted = [
    ...(manifest.scenarios.find(({ name }) => name === scenario)?.faults ?? []),
    ...(manifest.strategies.find(({ name }) => name === strategy)?.faults ?? []),
  ].map((planted) => ({ label: planted.fault, planted }))
  const byHand = switchedByHand.flatMap(({ fault, on, atS }, index) => {
    if (!on) return []
    const off = switchedByHand.slice(index + 1).find((other) => other.fault === fault && !other.on)
    return { label: `${fault}, by hand`, planted: { fault, atS, ...(off && { untilS: off.atS }) } }
  })
  return [...planted, ...byHand].map(({ label, planted: fault }) => ({
    from: fault.atS,
    to: faultEndS(fault, endedS, lasting),
    label,
    tone: 'fault' as const,
  }))
}

/** Stretches in which no portal was running; the first one is named. */
export function downOf(rows: readonly TimelineRow[]): Chart['bands'] {
  const down = rows.filter(({ portalUp }) => portalUp === 0).map(({ second }) => second)
  const starts = down.filter((second) => !down.includes(second - 1))
  return starts.map((from, index) => {
    const length = down.filter((second) => second >= from).findIndex((second, at, all) => all[at + 1] !== second + 1) + 1
    return { from, to: from + length, label: index === 0 ? 'portal down' : '', tone: 'down' as const }
  })
}

export function seriesOf(study: Study, id: string): TrialSeries {
  return study.series.get(id) ?? NO_SERIES
}

/** Which decides how a strategy looks. */
export function orderOf({ manifest }: Study): string[] {
  return manifest.strategies.map(({ name }) => name)
}
