/** What is known of one rate. */
export interface Outcome {
  ratePerS: number
  /** null = its trials do not decide. */
  met: boolean | null
}

export interface SearchBounds {
  /** Where the search begins; a guess near the knee saves trials. */
  startPerS: number
  /** Rates outside are not tried. */
  lowestPerS: number
  highestPerS: number
  /** Done when the lowest failing rate is at most this share above the highest passing one. */
  resolution: number
}

/** First step away from the start; each further one is twice as long (in the logarithm), so that a bad guess costs little. */
const FIRST_STEP = 1.2

/**
 * The rate to try next: away from the start until one passes and one fails, then the geometric middle of the two. A pure function of
 * what was tried, so the search can be made again from the records.
 * @returns null when the knee is known as closely as asked, lies outside the bounds, or a rate could not be decided
 */
export function nextRate(tried: readonly Outcome[], bounds: SearchBounds): number | null {
  const { startPerS, lowestPerS, highestPerS, resolution } = bounds
  if (tried.some(({ met }) => met === null)) return null
  const within = (rate: number) => rounded(Math.min(highestPerS, Math.max(lowestPerS, rate)))
  if (tried.length === 0) return within(startPerS)
  const { passing, failing } = bracketOf(tried)
  if (passing !== null && failing !== null) {
    if (failing / passing <= 1 + resolution) return null
    const middle = rounded(Math.sqrt(passing * failing))
    return middle > passing && middle < failing ? middle : null
  }
  const step = FIRST_STEP ** (2 ** (tried.length - 1))
  const next = passing === null ? within(failing! / step) : within(passing * step)
  return tried.some(({ ratePerS }) => ratePerS === next) ? null : next
}

/** Lowest rate that failed, and the highest that passed below it: a rate that passes above a failing one proves nothing. */
export function bracketOf(tried: readonly Outcome[]): { passing: number | null; failing: number | null } {
  const failing = Math.min(...tried.filter(({ met }) => met === false).map(({ ratePerS }) => ratePerS))
  const passing = Math.max(...tried.filter(({ met, ratePerS }) => met === true && ratePerS < failing).map((one) => one.ratePerS))
  return { passing: Number.isFinite(passing) ? passing : null, failing: Number.isFinite(failing) ? failing : null }
}

/** Three digits are finer than any resolution, and readable in a trial's name. */
function rounded(rate: number): number {
  return Number(rate.toPrecision(3))
}
