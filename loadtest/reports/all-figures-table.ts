import { byStrategy, type StrategyResult } from '../statistics/by-strategy.ts'
import { whole } from '../statistics/figures.ts'
import { metricOf, metricPaths } from '../statistics/metric.ts'
import type { StrategyMeans } from '../statistics/strategy-means.ts'
import type { StudySummary } from '../statistics/study-summary.ts'
import { figureLabel, writtenFigure } from './figure-words.ts'
import type { Cell, Table } from './table.ts'

/** Every figure of every strategy, one table a scenario: the means over the valid trials, or the one trial there is. */
export function allFiguresTables(summary: StudySummary): Table[] {
  const scenarios = Map.groupBy(byStrategy(summary.trials), ({ scenario }) => scenario)
  return Array.from(scenarios, ([scenario, results]) => allFiguresTable(summary, results, scenarios.size > 1 ? scenario : null))
}

function allFiguresTable(summary: StudySummary, results: readonly StrategyResult[], scenario: string | null): Table {
  const several = (summary.means ?? []).length > 0
  return {
    caption: `Every figure${scenario === null ? '' : ` of ${scenario}`}${several ? ', mean over the valid trials' : ''}`,
    head: ['Figure', ...results.map(({ strategy, validTrials }) => strategy + (validTrials === 0 ? ' (invalid)' : ''))],
    rows: [
      ...(several
        ? [['Valid trials', ...results.map((result) => whole(ownMeans(result, summary)?.trials ?? result.validTrials))]]
        : []),
      ...metricPaths().map((path) => [figureLabel(path), ...results.map((result) => cellOf(path, result, summary))]),
    ],
    note:
      (several
        ? 'In brackets the 95 % interval of the mean, from 8 valid trials up. A percentile is that of each trial, then averaged; the pictures merge the trials instead. '
        : '') +
      'The names under which scripts find them (summary.json, --assert) are in docs/columns.md, in this order. A dash: not known in every valid trial.',
    source: ['trials/*/'],
  }
}

function cellOf(path: string, result: StrategyResult, summary: StudySummary): Cell {
  const own = ownMeans(result, summary)
  if (own) {
    const figure = own.figures[path]
    if (figure === undefined) return null
    const interval = figure.ci95 ? ` (${figure.ci95.map((end) => writtenFigure(path, end)).join(' – ')})` : ''
    return writtenFigure(path, figure.mean) + interval
  }
  const [only, ...others] = result.counted
  const value = only && others.length === 0 ? metricOf(only, path) : null
  return value === null ? null : writtenFigure(path, value)
}

/** null = there is only one trial, or none. */
function ownMeans({ strategy, scenario, counted }: StrategyResult, { means = [] }: StudySummary): StrategyMeans | null {
  return counted.length < 2 ? null : (means.find((one) => one.strategy === strategy && one.scenario === scenario) ?? null)
}
