import { UsageError } from '../commands/usage-error.ts'
import type { Manifest } from '../records/manifest.ts'
import { countedTrials } from './counted-trials.ts'
import { BLOCKS_FOR_MEAN_INTERVAL, meanInterval95 } from './mean-interval.ts'
import { metricOf, metricPaths } from './metric.ts'
import type { TrialSummary } from './trial-summary.ts'

/** What must hold, e.g. `permitGoodputPerS.during >= 90`, or of one strategy alone: `fifo: pageOpened >= 0.9`. */
export interface Threshold {
  /** As it was written. */
  text: string
  /** null = every strategy. */
  strategy: string | null
  metric: string
  comparator: Comparator
  limit: number
}

type Comparator = keyof typeof HOLDS

/** One threshold of one strategy under one scenario; an element of `thresholds` in summary.json. */
export interface ThresholdResult {
  text: string
  strategy: string
  scenario: string
  /** Mean over the valid trials; null = unknown. */
  value: number | null
  /** 95 % interval of the mean, from 8 blocks up; else null. */
  ci95: [number, number] | null
  /** What was held against the limit: the end of the interval that is the harder one to pass, or the value itself. */
  judged: 'value' | 'lower bound' | 'upper bound'
  /** Valid trials. */
  trials: number
  passed: boolean
  /** Why it could not be judged; null = it was. */
  reason: string | null
}

/** Each way of holding a figure against a limit. */
const HOLDS = {
  '>=': (value: number, limit: number) => value >= limit,
  '<=': (value: number, limit: number) => value <= limit,
  '>': (value: number, limit: number) => value > limit,
  '<': (value: number, limit: number) => value < limit,
}

const GRAMMAR = '[strategy:] metric >= number (or <=, >, <), e.g. "permitGoodputPerS.during >= 90"'
const EXPRESSION = /^\s*(?:(?<strategy>[a-z][a-z0-9-]*)\s*:\s*)?(?<metric>[\w.]+)\s*(?<comparator>>=|<=|>|<)\s*(?<limit>\S+)\s*$/

/** @throws UsageError that shows the grammar or the valid metrics */
export function parseThreshold(text: string): Threshold {
  const { strategy, metric, comparator, limit } = EXPRESSION.exec(text)?.groups ?? {}
  if (metric === undefined || limit === undefined || !Number.isFinite(Number(limit))) {
    throw new UsageError(`"${text}" is no threshold; it is written: ${GRAMMAR}`)
  }
  if (!metricPaths().includes(metric)) {
    throw new UsageError(`threshold "${text}": there is no metric "${metric}"; choose one of: ${metricPaths().join(', ')}`)
  }
  return { text: text.trim(), strategy: strategy ?? null, metric, comparator: comparator as Comparator, limit: Number(limit) }
}

/** One threshold over trials that were measured, strategy by strategy. @param trials the invalid ones too; they decide nothing */
export function evaluateThreshold(threshold: Threshold, trials: readonly TrialSummary[]): ThresholdResult[] {
  const groups = Map.groupBy(trials, ({ strategy, scenario }) => JSON.stringify([strategy, scenario]))
  return Array.from(groups.values())
    .filter(([first]) => threshold.strategy === null || threshold.strategy === first!.strategy)
    .map((group) => {
      const { strategy, scenario } = group[0]!
      return { text: threshold.text, strategy, scenario, ...judge(threshold, group) }
    })
}

/**
 * Those of a scenario's file for its own trials and those of the command line (`asserts`) for all, in the order in which they were
 * written, strategy by strategy. A strategy of which nothing was measured keeps none.
 * @param trials the invalid ones too; they decide nothing
 * @throws UsageError for an expression that is none
 */
export function thresholdResults(
  { asserts = [], scenarios, strategies }: Pick<Manifest, 'asserts' | 'scenarios' | 'strategies'>,
  trials: readonly TrialSummary[],
): ThresholdResult[] {
  return scenarios.flatMap(({ name: scenario, thresholds = [] }) =>
    [...thresholds, ...asserts].map(parseThreshold).flatMap((threshold) =>
      strategies
        .map(({ name }) => name)
        .filter((strategy) => threshold.strategy === null || threshold.strategy === strategy)
        .map((strategy) => {
          const own = trials.filter((trial) => trial.scenario === scenario && trial.strategy === strategy)
          return { text: threshold.text, strategy, scenario, ...judge(threshold, own) }
        }),
    ),
  )
}

function judge(threshold: Threshold, trials: readonly TrialSummary[]): Omit<ThresholdResult, 'text' | 'strategy' | 'scenario'> {
  const valid = countedTrials(trials).filter((trial) => trial.valid)
  const reason = whyUnknown(threshold, trials, valid)
  if (reason !== null) return { value: null, ci95: null, judged: 'value', trials: valid.length, passed: false, reason }

  const values = valid.map((trial) => metricOf(trial, threshold.metric)!)
  const value = values.reduce((sum, one) => sum + one, 0) / values.length
  const ci95 = values.length < BLOCKS_FOR_MEAN_INTERVAL ? null : meanInterval95(values)
  const least = threshold.comparator.startsWith('>')
  const held = ci95 === null ? value : ci95[least ? 0 : 1]
  const judged = ci95 === null ? 'value' : least ? 'lower bound' : 'upper bound'
  return { value, ci95, judged, trials: valid.length, passed: HOLDS[threshold.comparator](held, threshold.limit), reason: null }
}

function whyUnknown({ metric }: Threshold, trials: readonly TrialSummary[], valid: readonly TrialSummary[]): string | null {
  if (trials.length === 0) return 'no trial'
  if (valid.length === 0) return `no valid trial: ${[...new Set(trials.flatMap((trial) => trial.invalidReasons))].join('; ')}`
  const unknown = valid.filter((trial) => metricOf(trial, metric) === null)
  return unknown.length === 0 ? null : `not known in ${unknown.map(({ id }) => id).join(', ')}`
}
