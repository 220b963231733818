import type { Study } from './read-study.ts'

/** The trials that are drawn over time: all of them, or of a search for capacity those of the two rates between which its answer lies. */
export function chartedStudy(study: Study): Study {
  const { capacity, summary } = study
  if (capacity === null) return study
  const { ratePerS, failingPerS } = capacity.knee
  const drawn = capacity.rates.filter((rate) => rate.ratePerS === ratePerS || rate.ratePerS === failingPerS)
  const ids = new Set(drawn.flatMap(({ trials }) => trials.map(({ id }) => id)))
  return { ...study, summary: { ...summary, trials: summary.trials.filter(({ id }) => ids.has(id)) } }
}
