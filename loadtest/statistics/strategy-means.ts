import { byStrategy } from './by-strategy.ts'
import { BLOCKS_FOR_MEAN_INTERVAL, meanInterval95 } from './mean-interval.ts'
import { metricOf, metricPaths } from './metric.ts'
import type { TrialSummary } from './trial-summary.ts'

/** Every figure of one strategy on one scenario, over its valid trials. */
export interface StrategyMeans {
  strategy: string
  scenario: string
  /** Valid trials. */
  trials: number
  /** By the metric's path (metric.ts); one that is unknown in any of the trials is not there. */
  figures: Record<string, Mean>
}

interface Mean {
  mean: number
  /** 95 %, from 8 trials up. */
  ci95: [number, number] | null
}

/** Empty when no strategy has two valid trials: then the trial itself is all there is. */
export function strategyMeans(trials: readonly TrialSummary[]): StrategyMeans[] {
  const results = byStrategy(trials).filter(({ validTrials }) => validTrials > 0)
  if (results.every(({ validTrials }) => validTrials < 2)) return []
  return results.map(({ strategy, scenario, counted }) => ({
    strategy,
    scenario,
    trials: counted.length,
    figures: Object.fromEntries(
      metricPaths().flatMap((path): [string, Mean][] => {
        const values = counted.flatMap((trial) => metricOf(trial, path) ?? [])
        return values.length < counted.length ? [] : [[path, meanOfTrials(values)]]
      }),
    ),
  }))
}

function meanOfTrials(values: readonly number[]): Mean {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return { mean, ci95: values.length < BLOCKS_FOR_MEAN_INTERVAL ? null : meanInterval95(values) }
}
