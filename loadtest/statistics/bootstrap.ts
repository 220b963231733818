import jstat from 'jstat'
import { Random } from '../citizens/random.ts'

/** One less than a round number: then p-values and levels are exact fractions (Davison and Hinkley 1997, section 4.2.5). */
const RESAMPLES = 9_999
/**
 * Resamples of nearly equal values have next to no standard error, and make intervals endless (Owen, arXiv:2508.10083, 2025). So theirs is
 * at least this share of the sample's. It takes a third from the longest intervals and, measured, 0.002 from the coverage.
 */
const LEAST_ERROR = 1 / 3
/** A spread that is nothing but rounding of floating-point numbers. */
const NO_SPREAD = 1e-12

/** What a sample says about the mean it was drawn from. */
export interface BootstrapMean {
  mean: number
  /** Two-sided, of a mean of 0: at most `level` exactly when `interval(level)` leaves 0 out. */
  p: number
  /** Covers the mean but for a share of `level` of samples; infinite where so small a level is beyond the resamples. */
  interval(level: number): [number, number]
}

/**
 * Symmetric studentised bootstrap (Hall, "On symmetric bootstrap confidence intervals", JRSS B 50, 1988), never narrower than Student's
 * t. Chosen by coverage measured at 8 values, nominally 0.95: normal 0.96, Laplace 0.98, t with 3 degrees 0.97, exponential 0.93; the
 * percentile bootstrap has 0.90, 0.88, 0.88, 0.85, Student's t 0.95, 0.97, 0.97, 0.89.
 *
 * No interval knows what did not happen: a collapse that comes in one of ten trials is in none of 8 blocks with probability 0.9^8 = 0.43, and
 * the interval then describes trials that do not collapse.
 *
 * The same values give the same answer in any order, and mirrored values the mirrored one.
 * @param values two or more; fewer give an infinite interval
 */
export function bootstrapMean(values: readonly number[], seed: number, resamples = RESAMPLES): BootstrapMean {
  const n = values.length
  const { mean, error } = meanAndError(values)
  if (n < 2) return { mean, p: 1, interval: () => [-Infinity, Infinity] }
  if (error <= NO_SPREAD * Math.max(...values.map(Math.abs))) {
    return { mean, p: mean === 0 ? 1 : 1 / (resamples + 1), interval: () => [mean, mean] }
  }
  const drawn = studentised(inOneOrder(values.map((value) => value - mean)), error, seed, resamples)
  const observed = Math.abs(mean) / error
  const first = drawn.findIndex((t) => t >= observed)
  const beyond = first === -1 ? 0 : drawn.length - first
  return {
    mean,
    p: Math.max((1 + beyond) / (resamples + 1), 2 * (1 - jstat.studentt.cdf(observed, n - 1))),
    interval(level) {
      // The rank that makes interval and p-value agree; a hair is added because 0.05 / 5 * 10,000 may come out below 100.
      const rank = Math.floor(level * (resamples + 1) + 1e-9)
      const bootstrap = rank < 1 ? Infinity : drawn.at(-rank)!
      const half = Math.max(bootstrap, jstat.studentt.inv(1 - level / 2, n - 1)) * error
      return [mean - half, mean + half]
    },
  }
}

/** The 95 % interval alone. */
export function bootstrapMeanCi95(values: readonly number[], seed: number): [number, number] {
  return bootstrapMean(values, seed).interval(0.05)
}

/** |t| of resamples, ascending. */
function studentised(deviations: Float64Array, sampleError: number, seed: number, resamples: number): Float64Array {
  const n = deviations.length
  const random = new Random(seed, 'bootstrap')
  const leastError = LEAST_ERROR * sampleError
  const drawn = Float64Array.from({ length: resamples }, () => {
    let sum = 0
    let squares = 0
    for (let count = 0; count < n; count += 1) {
      const deviation = deviations[Math.floor(random.uniform() * n)]!
      sum += deviation
      squares += deviation * deviation
    }
    // Deviations have a mean of 0, so nothing cancels that is larger than the least error.
    const variance = Math.max(0, (squares - (sum * sum) / n) / (n - 1))
    return Math.abs(sum / n) / Math.max(Math.sqrt(variance / n), leastError)
  })
  return drawn.sort()
}

/** Ascending, the longer tail upwards: neither the order nor the sign of the values may matter. */
function inOneOrder(deviations: readonly number[]): Float64Array {
  const skew = deviations.reduce((sum, deviation) => sum + deviation ** 3, 0)
  return Float64Array.from(deviations, (deviation) => (skew < 0 ? -deviation : deviation)).sort()
}

function meanAndError(values: readonly number[]): { mean: number; error: number } {
  const n = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, error: Math.sqrt(squares / (n - 1) / n) }
}
