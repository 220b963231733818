import { blocksNeeded } from './blocks-needed.ts'
import { logRatiosOf } from './paired-blocks.ts'
import type { StudyDesign } from './study-design.ts'
import type { TrialSummary } from './trial-summary.ts'

/** What a pilot says of one comparison with the reference. */
interface PlannedComparison {
  arm: string
  /** Blocks of the pilot in which both were valid. */
  pilotBlocks: number
  /** Standard deviation of the log-ratio between blocks; null with fewer than two. */
  deviation: number | null
  /** Blocks for 80 % power at the smallest effect of interest; null = the pilot is too small, or no number would do. */
  blocks: number | null
}

export interface StudyPlan {
  comparisons: PlannedComparison[]
  /** Enough for every comparison; null = not known for one of them. */
  blocks: number | null
  /** That many blocks of all the arms, h; null = the blocks or the time of a trial is not known. */
  hours: number | null
}

/**
 * How large a study must be, from a small one.
 * @param trials of the pilot, one scenario
 * @param startedAt epoch ms of each trial's first stage
 */
export function studyPlan(trials: readonly TrialSummary[], design: StudyDesign, startedAt: readonly number[]): StudyPlan {
  const arms = [...new Set(trials.map(({ strategy }) => strategy))]
  const others = arms.filter((arm) => arm !== design.reference)
  // As at Holm's first step: the comparison that is found first has to pass the strictest level.
  const level = 0.05 / Math.max(1, others.length)
  const comparisons = others.map((arm): PlannedComparison => {
    const logRatios = logRatiosOf(trials, arm, design.reference, design.primaryMetric)
    const blocks = blocksNeeded(logRatios, design.minimumEffect, { level })
    return { arm, pilotBlocks: logRatios.length, deviation: deviationOf(logRatios), blocks }
  })
  const needed = comparisons.map(({ blocks }) => blocks)
  const blocks = needed.length === 0 || needed.includes(null) ? null : Math.max(...(needed as number[]))
  const trialS = secondsPerTrial(startedAt)
  const hours = blocks === null || trialS === null ? null : (blocks * arms.length * trialS) / 3600
  return { comparisons, blocks, hours }
}

/** From the start of one trial to the start of the next, median: an interruption between two of them counts for nothing. */
function secondsPerTrial(startedAt: readonly number[]): number | null {
  const starts = startedAt.toSorted((a, b) => a - b)
  const gaps = starts.slice(1).map((start, index) => (start - starts[index]!) / 1000)
  return gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? null
}

function deviationOf(values: readonly number[]): number | null {
  if (values.length < 2) return null
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}
