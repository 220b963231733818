import { changePointOf } from './change-point.ts'

export interface SteadyState {
  /** How many values at the front belong to the warm-up; null = no steady state was reached. */
  truncate: number | null
  /** Why none was reached; null = one was. */
  reason: string | null
}

/** Below it neither rule can tell warm-up from noise. */
const FEWEST_VALUES = 20
/** Values averaged to one by MSER-5. */
const BATCH = 5
/** From so many on they are batched: with 20 batches one in ten steady series was called unsteady, with 40 one in fifty. */
const BATCH_FROM = 200
/** The last values are no place to cut: a few that happen to lie close together would win (White, Cobb and Spratt 2000). */
const SEARCHED = 0.7
const ALPHA = 0.05
/** A shift of the level by less than this share of the mean does not matter to anybody. */
const SHIFT_THAT_MATTERS = 0.1

/**
 * Where does the warm-up of a series end? MSER (White 1997, Simulation 69:6, 323-334): cut where the standard error of the mean of
 * what is left is smallest; MSER-5 (White, Cobb and Spratt 2000) on means of five when the series is long. None was reached when
 * that place lies in the second half, or when what is left still changes its level (Pettitt 1979).
 * Measured on 2,000 drawn series of 40 values: steady Poisson counts are called unsteady in 4 of 100, a warm-up of the first 20 % is
 * found in 96, a steady growth by a factor of 5 is refused in 85, a jump at 70 % always. A change within the last tenth is not seen.
 * @param series values at equal distances, all known
 */
export function steadyStateOf(series: readonly number[]): SteadyState {
  if (series.length < FEWEST_VALUES) {
    return none(`too short to tell: ${series.length} values, at least ${FEWEST_VALUES} are needed`)
  }
  const size = series.length >= BATCH_FROM ? BATCH : 1
  const batches = batchMeans(series, size)
  const cut = smallestStandardError(batches)
  if (cut > batches.length / 2) return none('no steady level before its second half')
  const left = batches.slice(cut)
  const change = changePointOf(left)
  if (change !== null && change.pCorrelated < ALPHA && matters(change.shift, left)) {
    return none(`its level ${change.shift > 0 ? 'rose' : 'fell'} once more after the warm-up`)
  }
  return { truncate: cut * size, reason: null }
}

/** The MSER statistic for every place to cut, from the back in one pass (Welford 1962); of equal ones the earliest wins. */
function smallestStandardError(values: readonly number[]): number {
  const lastCut = Math.floor(values.length * SEARCHED)
  let [mean, squares, smallest, cut] = [0, 0, Infinity, 0]
  for (let at = values.length - 1; at >= 0; at--) {
    const n = values.length - at
    const distance = values[at]! - mean
    mean += distance / n
    squares += distance * (values[at]! - mean)
    if (at <= lastCut && squares / n ** 2 <= smallest) [smallest, cut] = [squares / n ** 2, at]
  }
  return cut
}

function batchMeans(series: readonly number[], size: number): number[] {
  return Array.from({ length: Math.floor(series.length / size) }, (_, index) => {
    const batch = series.slice(index * size, (index + 1) * size)
    return batch.reduce((a, b) => a + b) / size
  })
}

function matters(shift: number, values: readonly number[]): boolean {
  const mean = values.reduce((a, b) => a + b) / values.length
  return Math.abs(shift) > SHIFT_THAT_MATTERS * Math.abs(mean)
}

function none(reason: string): SteadyState {
  return { truncate: null, reason }
}
