import type { Binding, CapacityRecord, Reading } from '../records/capacity-record.ts'
import { per, percent } from '../statistics/figures.ts'
import type { Estimate, UslResult } from '../statistics/usl.ts'

/** Fewer trials a rate than this have no majority worth the name. */
const FEWEST_REPEATS = 3

/** What a search for capacity found, in sentences; terminal and reports print the same ones. */
export function capacitySentences(record: CapacityRecord): string[] {
  return [
    kneeSentence(record),
    ...disagreement(record),
    bindingSentence(record.binding),
    ...(record.usl === null ? [] : [uslSentence(record.usl)]),
    ...(record.repeats < FEWEST_REPEATS ? ['A demonstration: with fewer than three trials a rate one lucky trial decides.'] : []),
  ]
}

function kneeSentence({ strategy, slo, knee, nominalCapacityPerS }: CapacityRecord): string {
  const promise = slo.join(' and ')
  const { ratePerS, applicationsPerS, shareOfNominal, failingPerS, reason } = knee
  if (ratePerS === null) return `${strategy}: no rate is known at which ${promise} holds: ${reason ?? 'nothing was tried'}.`
  const share = `${per(applicationsPerS!)} applications, ${percent(shareOfNominal!)} of the nominal ${per(nominalCapacityPerS)}`
  const end = failingPerS === null ? `no end was found: ${reason}` : `at ${per(failingPerS)} it does not`
  const open = failingPerS !== null && reason !== null ? ` (${reason})` : ''
  return `${strategy}: ${promise} holds up to ${per(ratePerS)} people a second (${share}); ${end}${open}.`
}

/** Only where trials of one rate contradict each other. */
function disagreement({ rates, knee: { interval } }: CapacityRecord): string[] {
  const split = rates.filter(({ trials }) => [true, false].every((vote) => trials.some(({ met }) => met === vote)))
  if (split.length === 0) return []
  const [low, high] = interval.map((rate) => (rate === null ? 'an unknown rate' : per(rate)))
  return [`The trials agree up to ${low} and from ${high} on; between them they do not.`]
}

function bindingSentence({ resource, failing }: Binding): string {
  if (failing === null) return 'No limit was reached, so none can be named.'
  const evidence = failing.readings.find((reading) => reading.resource === resource)?.evidence
  if (resource !== null) return `First full when it failed: ${resource} (${evidence}).`
  const nearest = failing.readings.reduce<Reading | null>(
    (most, reading) => ((reading.utilisation ?? -1) > (most?.utilisation ?? -1) ? reading : most),
    null,
  )
  return `Nothing that was watched was full when it failed${nearest === null ? '' : `; nearest to it: ${nearest.resource} (${nearest.evidence})`}.`
}

function uslSentence({ fit, refused }: UslResult): string {
  if (fit === null) return `People at once: the Universal Scalability Law was refused, ${refused}.`
  const law = `(Universal Scalability Law, R² ${fit.rSquared.toFixed(3)})`
  if (fit.peak === null) return `People at once: throughput peaks ${beyond(fit.most)} ${law}.`
  const { people, throughput } = fit.peak
  return `People at once: throughput peaks at ${withInterval(people)} people with ${withInterval(throughput)} permits a second ${law}.`
}

/** Instead of a figure that nobody measured. */
export function beyond(most: number): string {
  return `beyond what was measured, at more than ${per(most)} people`
}

/** A figure and its interval, for people. */
export function withInterval({ value, ci95: [low, high] }: Estimate, write: (value: number) => string = per): string {
  return `${write(value)} (${write(low)} – ${high === null ? 'no end' : write(high)})`
}
