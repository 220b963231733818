import { type BootstrapMean, bootstrapMean } from './bootstrap.ts'
import { percent } from './figures.ts'
import { holm, type HolmStep } from './holm.ts'
import { invalidRates, whyInvalidRatesDiffer } from './invalid-rates.ts'
import { anyZero, logRatios, pairedBlocks, type PairedBlock, zerosInWords, zerosTurnSign } from './paired-blocks.ts'
import type { StudyDesign } from './study-design.ts'
import type { TrialSummary } from './trial-summary.ts'

type ComparisonVerdict = 'a-better' | 'b-better' | 'no-difference' | 'cannot-tell'

/** One strategy against the reference, over the blocks in which both trials are valid. */
export interface Comparison {
  /** Path into a trial's summary (metric.ts). */
  metric: string
  scenario: string
  a: string
  /** The reference. */
  b: string
  /**
   * Geometric mean of the blocks' a / b, at every number of blocks: the centre of `ci95` and `ciAdjusted`, which are intervals of it.
   * null where it is none: nothing is known, or some blocks have a figure of 0 (0 when a is 0 in all of them and b in none).
   */
  ratio: number | null
  /** Mean of a / mean of b over the same blocks: one bad block weighs less in it. null when b is 0 in all, or nothing is known. */
  ratioOfMeans: number | null
  /** 95 % interval of the ratio, of this comparison alone; null with fewer than 8 blocks, or where a figure is 0. */
  ci95: [number, number] | null
  /** The interval at Holm's level, which the verdict is read from: it leaves 1 out exactly when `pAdjusted` is at most 0.05. */
  ciAdjusted: [number, number] | null
  /** Of "no difference", two-sided; null with fewer than 8 blocks. */
  p: number | null
  /** By Holm over all comparisons of the same metric and scenario. */
  pAdjusted: number | null
  /** Smallest change of interest, a share: an interval wholly within it of 1 is "no difference". */
  minimumEffect: number
  blocks: number
  verdict: ComparisonVerdict
  /** false = the measurement allowed no verdict: too few blocks, invalid trials that differ between the two, a figure not known. */
  judged: boolean
  /** Why it cannot be told, and what was left out; null = neither. */
  reason: string | null
}

/** Fewer blocks are a demonstration (the trial is the unit of replication). */
export const BLOCKS_FOR_INTERVAL = 8

/** Each strategy against the reference, scenario by scenario, on the primary metric. */
export function comparisonsOf(trials: readonly TrialSummary[], design: StudyDesign, seed: number): Comparison[] {
  const scenarios = Map.groupBy(trials, (trial) => trial.scenario)
  return Array.from(scenarios.values()).flatMap((group) => {
    const strategies = new Set(group.map((trial) => trial.strategy))
    if (!strategies.delete(design.reference)) return []
    return compareFamily(
      group,
      Array.from(strategies, (a): [string, string] => [a, design.reference]),
      design,
      seed,
    )
  })
}

/**
 * Several pairs of strategies, corrected together.
 * @param trials of one scenario
 * @param pairs names of a and b
 */
export function compareFamily(
  trials: readonly TrialSummary[],
  pairs: readonly [string, string][],
  design: Omit<StudyDesign, 'reference'>,
  seed: number,
): Comparison[] {
  const measured = pairs.map(([a, b]) => measure(trials, a, b, design, seed))
  const testable = measured.flatMap(({ tests }) => (tests === null ? [] : [tests]))
  const correctedWith = (which: keyof Tests) => holm(testable.map((tests) => tests[which].p))
  const [half, whole] = [correctedWith('half'), correctedWith('whole')]
  return measured.map((one) => {
    const index = one.tests === null ? -1 : testable.indexOf(one.tests)
    return conclude(one, half[index], whole[index], design)
  })
}

/** Of the mean log-ratio, with half a step added where there are zeros, and with a whole one. The same where there are none. */
interface Tests {
  half: BootstrapMean
  whole: BootstrapMean
}

interface Measured {
  base: Pick<Comparison, 'metric' | 'scenario' | 'a' | 'b'>
  blocks: readonly PairedBlock[]
  /** null with too few blocks. */
  tests: Tests | null
  /** What forbids a verdict, whatever the interval; null = nothing. */
  obstacle: string | null
  /** null = nothing was. */
  leftOut: string | null
}

function measure(
  trials: readonly TrialSummary[],
  a: string,
  b: string,
  { primaryMetric: metric }: Omit<StudyDesign, 'reference'>,
  seed: number,
): Measured {
  const { blocks, unknown, otherPeople } = pairedBlocks(trials, [a, b], metric)
  const enough = blocks.length >= BLOCKS_FOR_INTERVAL
  const rates = invalidRates(trials.filter(({ strategy }) => strategy === a || strategy === b))
  return {
    base: { metric, scenario: trials[0]?.scenario ?? '', a, b },
    blocks,
    tests: enough ? testsOf(blocks, seed) : null,
    obstacle:
      (enough
        ? null
        : `a demonstration: ${blocks.length} valid ${blocks.length === 1 ? 'block' : 'blocks'} of both, ${BLOCKS_FOR_INTERVAL} are needed`) ??
      whyInvalidRatesDiffer(rates) ??
      // A figure is unknown because of how the trial went, so those where it is known are no fair sample.
      (unknown.length > 0 ? `${metric} is not known in ${unknown.map(({ id }) => id).join(', ')}` : null),
    leftOut: otherPeople === 0 ? null : `blocks left out because other people came to one than to the other: ${otherPeople}`,
  }
}

function testsOf(blocks: readonly PairedBlock[], seed: number): Tests {
  const half = bootstrapMean(logRatios(blocks, 0, 1), seed)
  return { half, whole: anyZero(blocks, 0, 1) ? bootstrapMean(logRatios(blocks, 0, 1, 2), seed) : half }
}

function conclude(
  { base, blocks, tests, obstacle, leftOut }: Measured,
  half: HolmStep | undefined,
  whole: HolmStep | undefined,
  { direction, minimumEffect }: Pick<StudyDesign, 'direction' | 'minimumEffect'>,
): Comparison {
  const figures = { ...base, ratio: geometricRatio(blocks), ratioOfMeans: ratioOfMeans(blocks) }
  const size = { minimumEffect, blocks: blocks.length }
  const because = (reason: string | null) => [reason, leftOut].filter((part) => part !== null).join('; ') || null
  if (tests === null || half === undefined || whole === undefined) {
    const unknown = { ci95: null, ciAdjusted: null, p: null, pAdjusted: null }
    return { ...figures, ...unknown, ...size, verdict: 'cannot-tell', judged: false, reason: because(obstacle) }
  }
  const zeros = anyZero(blocks, 0, 1)
  const adjusted = ratios(tests.half.interval(half.level))
  const found = verdictOf(adjusted, direction, minimumEffect)
  const foundWithWhole = verdictOf(ratios(tests.whole.interval(whole.level)), direction, minimumEffect)
  const unclear =
    zeros && (found !== foundWithWhole || zerosTurnSign(blocks, 0, 1))
      ? zerosInWords(blocks, [base.a, base.b], base.metric)
      : null
  const verdict = obstacle === null && unclear === null ? found : 'cannot-tell'
  const undecided = `the interval includes 1 and reaches beyond ${percent(minimumEffect)} of it`
  return {
    ...figures,
    ci95: zeros ? null : ratios(tests.half.interval(0.05)),
    ciAdjusted: zeros ? null : adjusted,
    p: tests.half.p,
    pAdjusted: half.pAdjusted,
    ...size,
    verdict,
    judged: obstacle === null,
    reason: because(obstacle ?? unclear ?? (verdict === 'cannot-tell' ? undecided : null)),
  }
}

function verdictOf(
  [low, high]: readonly [number, number],
  direction: StudyDesign['direction'],
  minimumEffect: number,
): ComparisonVerdict {
  if (low >= 1 - minimumEffect && high <= 1 / (1 - minimumEffect)) return 'no-difference'
  if (low > 1) return direction === 'higher' ? 'a-better' : 'b-better'
  if (high < 1) return direction === 'higher' ? 'b-better' : 'a-better'
  return 'cannot-tell'
}

function ratios([low, high]: readonly [number, number]): [number, number] {
  return [Math.exp(low), Math.exp(high)]
}

/** Of zeros only the plain case has an answer: a has 0 in every block, b in none. */
function geometricRatio(blocks: readonly PairedBlock[]): number | null {
  if (blocks.length === 0) return null
  if (!anyZero(blocks, 0, 1)) return Math.exp(logRatios(blocks, 0, 1).reduce((sum, log) => sum + log, 0) / blocks.length)
  return blocks.every(({ figures }) => figures[0] === 0 && figures[1] !== 0) ? 0 : null
}

function ratioOfMeans(blocks: readonly PairedBlock[]): number | null {
  const sum = (index: number) => blocks.reduce((total, { figures }) => total + figures[index]!, 0)
  return sum(1) > 0 ? sum(0) / sum(1) : null
}
