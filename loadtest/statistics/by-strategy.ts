import type { Ledger } from '../records/trial-facts.ts'
import { countedTrials } from './counted-trials.ts'
import { type CitizenFates, FATES } from './fates.ts'
import { metricOf } from './metric.ts'
import type { TrialSummary } from './trial-summary.ts'
import type { PerWindow } from './windows.ts'

export const LEDGER_COUNTS = [
  'acknowledged',
  'issued',
  'pending',
  'stuck',
  'lost',
  'duplicated',
  'orphaned',
  'wrongNib',
  'unacknowledged',
] as const satisfies readonly (keyof Ledger)[]

/** All trials of one strategy on one scenario. Figures come from the valid ones; from the last of every block when none is. */
export interface StrategyResult {
  strategy: string
  scenario: string
  trials: readonly TrialSummary[]
  validTrials: number
  /** Those that the figures come from. */
  counted: readonly TrialSummary[]
  /** Summed. */
  citizens: CitizenFates
  /**
   * Summed over all audited trials, invalid ones too: damage is damage. null when a counted trial was not audited, unless damage is known:
   * then at least this much.
   */
  ledger: Ledger | null
  /** Mean over the trials; null when any of them is unknown. */
  permitGoodputPerS: PerWindow
}

/** In the order in which the trials were run, blocks put together. */
export function byStrategy(trials: readonly TrialSummary[]): StrategyResult[] {
  const groups = Map.groupBy(trials, (trial) => JSON.stringify([trial.scenario, trial.strategy]))
  return Array.from(groups.values(), (group) => {
    const ofBlocks = countedTrials(group)
    const valid = ofBlocks.filter((trial) => trial.valid)
    const counted = valid.length > 0 ? valid : ofBlocks
    const { strategy, scenario } = group[0]!
    return {
      strategy,
      scenario,
      trials: group,
      validTrials: valid.length,
      counted,
      citizens: sumFates(counted),
      ledger: sumLedgers(group, counted),
      permitGoodputPerS: {
        before: meanKnown(counted.map((trial) => trial.permitGoodputPerS.before)),
        during: meanKnown(counted.map((trial) => trial.permitGoodputPerS.during)),
        after: meanKnown(counted.map((trial) => trial.permitGoodputPerS.after)),
      },
    }
  })
}

/** Mean over the counted trials; null when it is unknown in any of them. */
export function meanOf({ counted }: StrategyResult, metric: string): number | null {
  return meanKnown(counted.map((trial) => metricOf(trial, metric)))
}

/** Nothing acknowledged was lost, doubled, orphaned, stuck or misnumbered; null = not audited. */
export function isClean(ledger: Ledger | null): boolean | null {
  return ledger && ledger.lost + ledger.duplicated + ledger.orphaned + ledger.stuck + ledger.wrongNib === 0
}

function sumFates(trials: readonly TrialSummary[]): CitizenFates {
  const sum = { scheduled: 0, served: 0, late: 0, waiting: 0, turnedAway: 0, gaveUp: 0, notSent: 0 }
  for (const { citizens } of trials) for (const fate of ['scheduled', ...FATES] as const) sum[fate] += citizens[fate]
  return sum
}

function sumLedgers(trials: readonly TrialSummary[], counted: readonly TrialSummary[]): Ledger | null {
  const sum = {
    acknowledged: 0,
    issued: 0,
    pending: 0,
    stuck: 0,
    lost: 0,
    duplicated: 0,
    orphaned: 0,
    wrongNib: 0,
    unacknowledged: 0,
  }
  for (const { ledger } of trials) for (const name of LEDGER_COUNTS) sum[name] += ledger?.[name] ?? 0
  const audited = counted.every(({ ledger }) => ledger !== null)
  return audited || isClean(sum) === false ? sum : null
}

function meanKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length < values.length || known.length === 0 ? null : known.reduce((a, b) => a + b) / known.length
}
