import { countedTrials } from './counted-trials.ts'
import { BLOCKS_FOR_MEAN_INTERVAL, meanInterval95 } from './mean-interval.ts'
import { metricOf } from './metric.ts'
import type { TrialSummary } from './trial-summary.ts'

/** A trial and what its people were (records/people-fingerprint.ts). */
export interface Replayed {
  trial: TrialSummary
  people: string
}

/** What a replay has to say about one trial of the original. */
interface TrialAgreement {
  id: string
  strategy: string
  /** Exactly the same arrivals; null = the replay has no such trial. */
  schedule: boolean | null
  /** Exactly the same people. */
  people: boolean | null
  original: number | null
  replayed: number | null
  /** Within the tolerance; both unknown agree, one unknown does not. */
  metric: boolean
  /** The same people came, and one of the two trials is invalid: nothing can be said of the figures. */
  cannotTell: boolean
  /** Why it does not agree; null = it does, or the arm's intervals decide about the metric. */
  reason: string | null
}

export interface Agreement {
  trials: TrialAgreement[]
  /** Arms with enough blocks in both: do the 95 % intervals of their means overlap? Then these decide, not trial by trial. */
  arms: { strategy: string; scenario: string; original: [number, number]; replayed: [number, number]; overlap: boolean }[]
  /** null = cannot tell: nothing disagrees, but a trial is invalid on either side. */
  agrees: boolean | null
}

/** At fewer people a Poisson count's own standard deviation is more than 10 %: then the noise of counting decides. */
const FEW = 100
/** Two-sided 99 % point of the normal distribution, for the difference of two Poisson counts. */
const Z_99 = 2.576

/**
 * Whether a second run of the same definitions says the same: schedules and people exactly, the metric within `tolerance`
 * (share of the larger figure) or, from 8 blocks up, by overlapping intervals.
 * @param metric path into a trial's summary
 */
export function agreementOf(
  originals: readonly Replayed[],
  replays: readonly Replayed[],
  metric: string,
  tolerance: number,
): Agreement {
  const again = new Map(counted(replays).map((one) => [keyOf(one.trial), one]))
  const pairs = counted(originals).map((original) => ({ original, replayed: again.get(keyOf(original.trial)) ?? null }))
  const arms = Array.from(Map.groupBy(pairs, ({ original: { trial } }) => `${trial.strategy} ${trial.scenario}`).values())
    .map((group) => armAgreement(group, metric))
    .filter((arm) => arm !== null)
  const decided = new Set(arms.map(({ strategy, scenario }) => `${strategy} ${scenario}`))
  const trials = pairs.map((pair) => {
    const { strategy, scenario } = pair.original.trial
    return trialAgreement(pair, metric, tolerance, decided.has(`${strategy} ${scenario}`))
  })
  const differs =
    trials.length === 0 || trials.some((one) => one.reason !== null && !one.cannotTell) || arms.some(({ overlap }) => !overlap)
  return { trials, arms, agrees: differs ? false : trials.some(({ cannotTell }) => cannotTell) ? null : true }
}

interface Pair {
  original: Replayed
  replayed: Replayed | null
}

/** @param byArm the arm's intervals decide whether the figures are too far apart */
function trialAgreement({ original, replayed }: Pair, metric: string, tolerance: number, byArm: boolean): TrialAgreement {
  const { id, strategy } = original.trial
  const figure = metricOf(original.trial, metric)
  const base = { id, strategy, original: figure }
  if (replayed === null) {
    const missing = { schedule: null, people: null, replayed: null, metric: false, cannotTell: false }
    return { ...base, ...missing, reason: 'the replay has no such trial' }
  }
  const schedule = original.trial.scheduleSha256 === replayed.trial.scheduleSha256
  const people = original.people === replayed.people
  const second = metricOf(replayed.trial, metric)
  const oneKnown = (figure === null) !== (second === null)
  const within = isWithin(figure, second, tolerance, secondsOf(original.trial, metric))
  const cannotTell = schedule && people && !(original.trial.valid && replayed.trial.valid)
  const reasons = [
    ...(original.trial.valid ? [] : ['the original is invalid']),
    ...(replayed.trial.valid ? [] : [`the replay is invalid: ${replayed.trial.invalidReasons.join('; ')}`]),
    ...(schedule ? [] : ['another schedule']),
    ...(people ? [] : ['other people']),
    ...(oneKnown ? [`${metric} is known in one of the two only`] : []),
    ...(oneKnown || within || byArm ? [] : [`${metric} differs by more than ${tolerance * 100} %`]),
  ]
  return { ...base, schedule, people, replayed: second, metric: within, cannotTell, reason: reasons.join('; ') || null }
}

function isWithin(a: number | null, b: number | null, tolerance: number, durationS: number | null): boolean {
  if (a === null || b === null) return a === b
  const difference = Math.abs(a - b)
  if (difference <= tolerance * Math.max(Math.abs(a), Math.abs(b))) return true
  if (durationS === null || Math.max(a, b) * durationS > FEW) return false
  return difference * durationS <= Z_99 * Math.sqrt((a + b) * durationS)
}

/** Seconds over which a rate was counted; null = the metric is no rate. */
function secondsOf({ windows }: TrialSummary, metric: string): number | null {
  const [group = '', name] = metric.split('.')
  const window = windows[name as 'before' | 'during' | 'after']
  return group.endsWith('PerS') && window ? window.endS - window.startS : null
}

/** null = too few blocks whose figure is known. */
function armAgreement(pairs: readonly Pair[], metric: string): Agreement['arms'][number] | null {
  const figures = (side: keyof Pair) =>
    pairs.flatMap((pair) => (pair[side]?.trial.valid ? (metricOf(pair[side].trial, metric) ?? []) : []))
  const [first, second] = [figures('original'), figures('replayed')]
  if (Math.min(first.length, second.length) < BLOCKS_FOR_MEAN_INTERVAL) return null
  const [original, replayed] = [meanInterval95(first), meanInterval95(second)]
  const { strategy, scenario } = pairs[0]!.original.trial
  return { strategy, scenario, original, replayed, overlap: original[0] <= replayed[1] && replayed[0] <= original[1] }
}

/** Of an invalid trial and its re-run the one that counts. */
function counted(all: readonly Replayed[]): Replayed[] {
  const trials = new Set(countedTrials(all.map(({ trial }) => trial)))
  return all.filter(({ trial }) => trials.has(trial))
}

function keyOf({ strategy, scenario, seed, block }: TrialSummary): string {
  return JSON.stringify([strategy, scenario, seed, block])
}
