import { Random } from '../citizens/random.ts'
import type { TrialSummary } from './trial-summary.ts'

/** How often the measurement of one strategy on one scenario failed. */
export interface InvalidRate {
  strategy: string
  scenario: string
  /** First attempts that were invalid; trials = all first attempts. */
  invalid: number
  trials: number
  /** Of the invalid ones, those whose re-run in the same block was valid. */
  replaced: number
}

/**
 * What was thrown away may be what was worst: a strategy whose trials fail the gate more often than the others' is compared by its luckier
 * ones. An alarm costs a "cannot tell", a missed one a wrong verdict: so the level is milder than the usual 0.05.
 */
const LEVEL = 0.1
/** Few blocks hide a lot from a test (3 of 8 against 0 of 8: p = 0.2): as far apart as this they differ whatever it says. */
const APART = { trials: 2, share: 0.2 }

type Judged = Pick<TrialSummary, 'strategy' | 'scenario' | 'seed' | 'block' | 'valid'> & { attemptNo?: 1 | 2 }

/** Per scenario and strategy, in the order of the trials. A re-run is no trial of its own: it happens because the first was invalid. */
export function invalidRates(trials: readonly Judged[]): InvalidRate[] {
  const groups = Map.groupBy(trials, ({ scenario, strategy }) => JSON.stringify([scenario, strategy]))
  return Array.from(groups.values(), (group) => {
    const { strategy, scenario } = group[0]!
    const first = group.filter((trial) => trial.attemptNo !== 2)
    const again = group.filter((trial) => trial.attemptNo === 2)
    const { length: replaced } = again.filter(({ valid }) => valid)
    return { strategy, scenario, invalid: first.filter(({ valid }) => !valid).length, trials: first.length, replaced }
  })
}

/** Whether strategies of one scenario differ in how often they are invalid: no verdict may then rest on the valid ones. */
export function invalidRatesDiffer(rates: readonly InvalidRate[]): boolean {
  return whyInvalidRatesDiffer(rates) !== null
}

/** The same, said in words; null = they do not differ as far as the trials can tell. */
export function whyInvalidRatesDiffer(rates: readonly InvalidRate[]): string | null {
  for (const [scenario, group] of Map.groupBy(rates, ({ scenario }) => scenario)) {
    const p = permutationTest(group)
    if (p > LEVEL && !farApart(group)) continue
    const each = group.map(({ strategy, invalid, trials }) => `${strategy} ${invalid} of ${trials}`).join(', ')
    const why =
      p > LEVEL ? 'two trials and 20 points apart or more, whatever a test says' : `permutation test, p = ${p.toFixed(2)}`
    return `invalid trials differ between strategies on ${scenario}: ${each} (${why})`
  }
  return null
}

function farApart(rates: readonly InvalidRate[]): boolean {
  const rateOf = ({ invalid, trials }: InvalidRate) => (trials === 0 ? 0 : invalid / trials)
  return rates.some((one) =>
    rates.some((other) => one.invalid - other.invalid >= APART.trials && rateOf(one) - rateOf(other) >= APART.share - SAME),
  )
}

/** Fewest invalid ones of `trials` that the test tells from none of as many; null = it can tell nothing from so few. */
export function fewestThatDiffer(trials: number): number | null {
  for (let invalid = 1; invalid <= trials; invalid++) {
    const pair = [invalid, 0].map((count) => ({ invalid: count, trials }))
    if (permutationTest(pair) <= LEVEL) return invalid
  }
  return null
}

/**
 * Permutation test of equal rates (Fisher's idea; for two strategies it comes near to his exact test): the share of ways to deal the
 * invalid trials out to the strategies by chance in which they differ as much or more, by Pearson's X^2. 1 = nothing to tell.
 * Drawn, with a seed that never changes: the same trials give the same p, whose error near the level is 0.002.
 */
export function permutationTest(rates: readonly Pick<InvalidRate, 'invalid' | 'trials'>[]): number {
  const invalid = rates.reduce((sum, rate) => sum + rate.invalid, 0)
  const sizes = rates.map(({ trials }) => trials)
  const observed = spread(
    rates.map((rate) => rate.invalid),
    sizes,
  )
  /** To which strategy each trial belongs. */
  const owners = sizes.flatMap((size, index) => Array.from({ length: size }, () => index))
  if (invalid === 0 || invalid === owners.length) return 1
  const random = new Random('invalid-rates')
  let asExtreme = 0
  for (let draw = 0; draw < DRAWS; draw++) {
    const counts = sizes.map(() => 0)
    // The first places of a shuffle are the invalid trials.
    for (let i = 0; i < invalid; i++) {
      const j = random.integer(i, owners.length - 1)
      ;[owners[i], owners[j]] = [owners[j]!, owners[i]!]
      counts[owners[i]!]! += 1
    }
    if (spread(counts, sizes) >= observed - SAME) asExtreme += 1
  }
  return asExtreme / DRAWS
}

const DRAWS = 20_000
/** Sums of the same numbers in another order differ by less. */
const SAME = 1e-9

/** Given the sums of the table, X^2 grows with this. */
function spread(counts: readonly number[], sizes: readonly number[]): number {
  return counts.reduce((sum, count, index) => sum + (count === 0 ? 0 : count ** 2 / sizes[index]!), 0)
}
