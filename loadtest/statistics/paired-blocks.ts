import { countedTrials } from './counted-trials.ts'
import { halfStepOf, metricOf } from './metric.ts'
import type { TrialSummary } from './trial-summary.ts'

/** One block of several strategies: same seed, same citizens, a valid trial of each. Figures in the order in which they were asked for. */
export interface PairedBlock {
  figures: readonly number[]
  /** Half of the smallest amount by which such a figure can differ from 0. */
  halfStep: number
}

export interface PairedBlocks {
  blocks: readonly PairedBlock[]
  /** Valid trials in which the figure is unknown; their blocks are not among `blocks`. */
  unknown: readonly TrialSummary[]
  /** Blocks left out because other people came to one of the trials than to the others (their schedules differ). */
  otherPeople: number
}

/** @param trials of one scenario; invalid ones are left out, and a re-run takes the place of the one it repeats */
export function pairedBlocks(trials: readonly TrialSummary[], strategies: readonly string[], metric: string): PairedBlocks {
  const valid = countedTrials(trials).filter((trial) => trial.valid && strategies.includes(trial.strategy))
  const unknown = valid.filter((trial) => metricOf(trial, metric) === null)
  const known = valid.filter((trial) => metricOf(trial, metric) !== null)
  const groups = Map.groupBy(known, ({ seed, block }) => `${seed} ${block}`)
  const complete = [...groups.values()].filter((group) => group.length === strategies.length)
  const same = complete.filter((group) => new Set(group.map(({ scheduleSha256 }) => scheduleSha256)).size <= 1)
  const blocks = same.map((group) => ({
    figures: strategies.map((strategy) =>
      metricOf(
        group.find((trial) => trial.strategy === strategy)!,
        metric,
      )!,
    ),
    halfStep: Math.max(...group.map((trial) => halfStepOf(trial, metric))),
  }))
  return { blocks, unknown, otherPeople: complete.length - same.length }
}

/**
 * ln(figure i / figure j), block by block. The logarithm of 0 is no number: where either is 0 in any block, something is added to both in all.
 * How large the ratio then is depends on what was added, so only its direction means anything.
 * @param halfSteps how much is added: 1 = half a citizen, 2 = a whole one
 */
export function logRatios(blocks: readonly PairedBlock[], i: number, j: number, halfSteps = 1): number[] {
  const steps = anyZero(blocks, i, j) ? halfSteps : 0
  return blocks.map(({ figures, halfStep }) => Math.log((figures[i]! + steps * halfStep) / (figures[j]! + steps * halfStep)))
}

/** Whether a figure of either is 0 in any block. */
export function anyZero(blocks: readonly PairedBlock[], i: number, j: number): boolean {
  return blocks.some(({ figures }) => figures[i] === 0 || figures[j] === 0)
}

/** With zeros only: the ratios say that one is larger, the sums that the other is. */
export function zerosTurnSign(blocks: readonly PairedBlock[], i: number, j: number): boolean {
  if (!anyZero(blocks, i, j)) return false
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  return sum(logRatios(blocks, i, j)) * sum(blocks.map(({ figures }) => figures[i]! - figures[j]!)) < 0
}

/** Who has zeros, and why nothing follows from them. @param names of the figures, in their order */
export function zerosInWords(blocks: readonly PairedBlock[], names: readonly string[], metric: string): string {
  const nobody = /^(permitGoodputPerS|servedShare|servedWithin)\b/.test(metric) ? 'served nobody' : `had ${metric} 0`
  const parts = names.flatMap((name, index) => {
    const { length: zeros } = blocks.filter(({ figures }) => figures[index] === 0)
    return zeros === 0 ? [] : [`${name} ${nobody} in ${zeros} of ${blocks.length} blocks`]
  })
  return `${parts.join(', ')}, and the answer depends on how much that weighs`
}

/** ln(a / b), block by block: what a comparison and a plan for one (`blocksNeeded`) rest on. */
export function logRatiosOf(trials: readonly TrialSummary[], a: string, b: string, metric: string): number[] {
  return logRatios(pairedBlocks(trials, [a, b], metric).blocks, 0, 1)
}
