import type { Binding, CapacityTrial, Knee, Reading, TriedRate } from '../records/capacity-record.ts'
import { countedTrials } from '../statistics/counted-trials.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import { majorityOf } from './majority.ts'
import { bracketOf } from './next-rate.ts'

/** One trial at one rate, and what tells it from the same one run again. */
export interface Tried extends Pick<TrialSummary, 'strategy' | 'scenario' | 'seed' | 'block' | 'valid' | 'attemptNo'> {
  ratePerS: number
  trial: CapacityTrial
}

/** Trials by rate, ascending, with what most of them say; of the same one run again only one has a vote. */
export function triedRates(trials: readonly Tried[], repeats: number): TriedRate[] {
  const byRate = Map.groupBy(trials, ({ ratePerS }) => ratePerS)
  return Array.from(byRate, ([ratePerS, all]) => {
    const votes = countedTrials(all).map(({ trial }) => trial.met)
    return { ratePerS, met: majorityOf(votes, repeats).met, trials: all.map(({ trial }) => trial) }
  }).toSorted((a, b) => a.ratePerS - b.ratePerS)
}

/** @param applicantShare of the people who come for a permit: only they use nominal capacity */
export function kneeOf(rates: readonly TriedRate[], applicantShare: number, nominalCapacityPerS: number): Knee {
  const { passing, failing } = bracketOf(rates)
  const applicationsPerS = passing && passing * applicantShare
  return {
    ratePerS: passing,
    applicationsPerS,
    shareOfNominal: applicationsPerS && applicationsPerS / nominalCapacityPerS,
    failingPerS: failing,
    interval: intervalOf(rates),
    reason: whyOpen(rates, passing, failing),
  }
}

function intervalOf(rates: readonly TriedRate[]): Knee['interval'] {
  const every = (of: readonly TriedRate[], vote: boolean) =>
    of.every(({ met: decided, trials }) => decided === vote && trials.every(({ met }) => met === null || met === vote))
  const low = rates.findLast((_, index) => every(rates.slice(0, index + 1), true))
  const high = rates.find((_, index) => every(rates.slice(index), false))
  return [low?.ratePerS ?? null, high?.ratePerS ?? null]
}

function whyOpen(rates: readonly TriedRate[], passing: number | null, failing: number | null): string | null {
  const undecided = rates.find(({ met }) => met === null)
  if (undecided) return `the trials at ${undecided.ratePerS}/s do not decide: ${whyUndecided(undecided)}`
  if (rates.length === 0) return 'nothing was tried'
  if (passing === null) return 'not met at the lowest rate that was tried'
  return failing === null ? 'met at the highest rate that was tried' : null
}

function whyUndecided({ trials }: TriedRate): string {
  const short = trials.find(({ valid, met }) => valid && met === null)
  return short ? short.reasons.join('; ') : 'too few of them are valid'
}

/** Of the trials at the highest passing and the lowest failing rate: the first thing that was full when it failed. */
export function bindingOf(
  rates: readonly TriedRate[],
  { ratePerS, failingPerS }: Pick<Knee, 'ratePerS' | 'failingPerS'>,
  readings: ReadonlyMap<string, Reading[]>,
): Binding {
  const seen = (rate: number | null, met: boolean) => {
    const trial = rates.find((tried) => tried.ratePerS === rate)?.trials.find((one) => one.met === met)?.id
    return trial === undefined ? null : { trial, readings: readings.get(trial) ?? [] }
  }
  const [passing, failing] = [seen(ratePerS, true), seen(failingPerS, false)]
  return { resource: failing?.readings.find(({ full }) => full)?.resource ?? null, passing, failing }
}
