import type { Histogram, JsHistogram } from 'hdr-histogram-js'

/** Waiting times in the order of their length, each with how many people waited so long or shorter. */
export type Ranking = readonly { ms: number; people: number }[]

/** How long one had to wait to be slower than a share of the people. */
export interface PercentilePoint {
  /** Share of the people as a number of nines, as HdrHistogram draws it: 0 = 0 %, 1 = 90 %, 2 = 99 %. */
  nines: number
  ms: number
}

/** Distance of the points: 50 between 90 and 99 %, a smooth line on paper too. */
const STEP = 0.02

/** What a histogram holds, in one pass: whoever asks it percentile by percentile has it counted again each time. */
export function rankingOf(histogram: Histogram): Ranking {
  // The package exports no iterator; this is the class of all histograms that are not WebAssembly, which nothing here asks for.
  const counts = histogram as unknown as JsHistogram
  const ranking: { ms: number; people: number }[] = []
  let people = 0
  for (let index = 0; people < counts.totalCount; index += 1) {
    const count = counts.getCountAtIndex(index)
    if (count === 0) continue
    people += count
    ranking.push({ ms: counts.highestEquivalentValue(counts.valueFromIndex(index)), people })
  }
  return ranking
}

/**
 * Percentiles up to the longest of all; empty of nobody. Several trials are merged, never averaged.
 * @param of so many people, those who are not in the ranking never got there: the curve ends where they begin
 */
export function percentileCurve(ranking: Ranking, of: number = peopleIn(ranking)): PercentilePoint[] {
  const points: PercentilePoint[] = []
  let place = 0
  for (let step = 0; ; step += 1) {
    const nines = step * STEP
    const rank = rankOf(1 - 10 ** -nines, of)
    while (place < ranking.length && ranking[place]!.people < rank) place += 1
    if (place === ranking.length) return points
    points.push({ nines, ms: ranking[place]!.ms })
    if (rank >= of) return points
  }
}

/** How long the share of `of` people waited at most (nearest rank); null = so many are not in the ranking. */
export function percentileMs(ranking: Ranking, share: number, of: number): number | null {
  const rank = rankOf(share, of)
  return ranking.find(({ people }) => people >= rank)?.ms ?? null
}

export function peopleIn(ranking: Ranking): number {
  return ranking.at(-1)?.people ?? 0
}

/** A share of people as a number of nines. */
export function ninesOf(share: number): number {
  return -Math.log10(1 - share)
}

function rankOf(share: number, of: number): number {
  return Math.max(1, Math.ceil(share * of))
}
