import { bootstrapMeanCi95 } from './bootstrap.ts'
import type { TrialSummary } from './trial-summary.ts'

type ComparisonVerdict = 'a-better' | 'b-better' | 'no-difference' | 'cannot-tell'

/** One strategy against the reference, over the blocks in which both trials are valid. */
export interface Comparison {
  metric: 'permitGoodputPerS.during'
  scenario: string
  a: string
  /** The reference. */
  b: string
  /** a / b; null when the reference's figure is 0 or unknown. */
  ratio: number | null
  /** 95 % interval of the ratio; null with fewer than 8 blocks, or without a ratio. */
  ci95: [number, number] | null
  blocks: number
  verdict: ComparisonVerdict
}

/** Fewer blocks give no interval worth printing (DESIGN.md, ANCHORS 3: the trial is the unit of replication). */
export const BLOCKS_FOR_INTERVAL = 8
/** An interval of the ratio wholly inside this band is "no difference"; one that only includes 1 is "cannot tell". */
const EQUIVALENT: [number, number] = [0.95, 1 / 0.95]

/** Each strategy against `reference`, scenario by scenario, on the primary metric. */
export function comparisonsOf(trials: readonly TrialSummary[], reference: string, seed: number): Comparison[] {
  const scenarios = Map.groupBy(trials, (trial) => trial.scenario)
  return Array.from(scenarios).flatMap(([scenario, group]) => {
    const strategies = new Set(group.map((trial) => trial.strategy))
    if (!strategies.delete(reference)) return []
    return Array.from(strategies, (a) => compare(group, scenario, a, reference, seed))
  })
}

function compare(group: readonly TrialSummary[], scenario: string, a: string, b: string, seed: number): Comparison {
  const pairs = pairsByBlock(group, a, b)
  const base = { metric: 'permitGoodputPerS.during', scenario, a, b, blocks: pairs.length } as const
  const meanB = mean(pairs.map((pair) => pair.b))
  const hasRatio = meanB !== null && meanB > 0
  const plainRatio = hasRatio ? mean(pairs.map((pair) => pair.a))! / meanB : null
  if (pairs.length < BLOCKS_FOR_INTERVAL) return { ...base, ratio: plainRatio, ci95: null, verdict: 'cannot-tell' }

  const logRatios = logRatiosOf(pairs)
  const [logLow, logHigh] = bootstrapMeanCi95(logRatios, seed)
  const [low, high] = [Math.exp(logLow), Math.exp(logHigh)]
  return {
    ...base,
    ratio: hasRatio ? Math.exp(mean(logRatios)!) : null,
    ci95: hasRatio ? [low, high] : null,
    verdict: verdictOf(low, high),
  }
}

function verdictOf(low: number, high: number): ComparisonVerdict {
  if (low >= EQUIVALENT[0] && high <= EQUIVALENT[1]) return 'no-difference'
  if (low > 1) return 'a-better'
  return high < 1 ? 'b-better' : 'cannot-tell'
}

interface Pair {
  a: number
  b: number
  durationS: number
}

/** Same block and seed = same citizens. Trials that are invalid, or whose figure is unknown, take their block out. */
function pairsByBlock(group: readonly TrialSummary[], a: string, b: string): Pair[] {
  const usable = group.filter((trial) => trial.valid && trial.permitGoodputPerS.during !== null)
  const key = (trial: TrialSummary) => `${trial.seed} ${trial.block}`
  const others = new Map(usable.filter((trial) => trial.strategy === b).map((trial) => [key(trial), trial]))
  return usable
    .filter((trial) => trial.strategy === a)
    .flatMap((trial) => {
      const other = others.get(key(trial))
      const window = trial.windows.during
      if (!other || !window) return []
      return [{ a: trial.permitGoodputPerS.during!, b: other.permitGoodputPerS.during!, durationS: window.endS - window.startS }]
    })
}

/** Where a block served nobody, half a citizen over the window is added to both sides of every block: log 0 is not a number. */
function logRatiosOf(pairs: readonly Pair[]): number[] {
  const anyZero = pairs.some((pair) => pair.a === 0 || pair.b === 0)
  return pairs.map(({ a, b, durationS }) => {
    const half = anyZero ? 0.5 / durationS : 0
    return Math.log((a + half) / (b + half))
  })
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
