import { type Difference, differencesBetween } from '../records/differences.ts'
import type { Manifest } from '../records/manifest.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { TrialSummary } from './trial-summary.ts'
import { watchedTogether } from './watched-together.ts'

/** The side of a comparison: what was run, and its trials. */
export interface Measured {
  manifest: Manifest
  trials: readonly TrialSummary[]
}

/** Why two runs must not be compared: the envelope, a scenario or the people who came are not the same. Empty = they may be. */
export function incomparableFields(a: Measured, b: Measured): Difference[] {
  return [
    ...differencesBetween(a.manifest.envelope, b.manifest.envelope, 'envelope'),
    ...scenarioDifferences(a.manifest.scenarios, b.manifest.scenarios),
    ...scheduleDifferences(a.trials, b.trials),
  ]
}

/** What else differs; it may be the very thing that is compared, so it is said and does not stop anybody. */
export function otherDifferences(first: Measured, second: Measured): Difference[] {
  const [{ manifest: a }, { manifest: b }] = [first, second]
  const strategies = ({ strategies }: Manifest) =>
    Object.fromEntries(strategies.map(({ name, strategy = name, options, faults }) => [name, { strategy, options, faults }]))
  return [
    ...differencesBetween(a.antrean, b.antrean, 'antrean'),
    ...differencesBetween(a.commit, b.commit, 'commit'),
    // Two working copies that were both modified need not be the same.
    ...(a.modified || b.modified ? [{ field: 'modified since the commit', a: a.modified, b: b.modified }] : []),
    ...differencesBetween(strategies(a), strategies(b), 'strategies'),
    ...differencesBetween(a.versions, b.versions, 'versions'),
    ...differencesBetween(a.machine, b.machine, 'machine'),
    ...differencesBetween(a.study ?? null, b.study ?? null, 'study'),
    // It shares the generator's core: who was watched is slower by what that takes.
    ...differencesBetween(watchedTogether(first.trials), watchedTogether(second.trials), 'watched'),
  ]
}

/** Scenarios by name; what they are called for people, and what must hold, changes nothing that happens. */
export function scenarioDifferences(a: readonly Scenario[], b: readonly Scenario[]): Difference[] {
  const byName = (scenarios: readonly Scenario[]) =>
    Object.fromEntries(scenarios.map(({ name, summary: _summary, thresholds: _thresholds, ...definition }) => [name, definition]))
  return differencesBetween(byName(a), byName(b), 'scenarios')
}

/** Schedules by scenario, seed and block, where both runs have them. */
function scheduleDifferences(a: readonly TrialSummary[], b: readonly TrialSummary[]): Difference[] {
  const schedules = (trials: readonly TrialSummary[]) =>
    new Map(trials.map(({ scenario, seed, block, scheduleSha256 }) => [`${scenario}-s${seed}-b${block}`, scheduleSha256]))
  const others = schedules(b)
  return Array.from(schedules(a))
    .filter(([key]) => others.has(key))
    .flatMap(([key, schedule]) => differencesBetween(schedule, others.get(key), `schedule of ${key}`))
}
