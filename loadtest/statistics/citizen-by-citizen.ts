import type { CitizenRecord } from '../records/citizen-record.ts'
import { count, number, nullable, oneOf, text } from '../records/cell.ts'
import type { Columns } from '../records/csv.ts'
import type { TrialFacts } from '../records/trial-facts.ts'
import { countedTrials } from './counted-trials.ts'
import type { CitizenTimeline } from './citizen-timeline.ts'
import { type Fate, fateOf, FATES, splitVisitors } from './fates.ts'
import type { TrialSummary } from './trial-summary.ts'

/** How the same people fared under `a` and under the reference `b`: counts of those served (a permit in time) under which of them. */
export interface Fourfold {
  both: number
  onlyA: number
  onlyB: number
  neither: number
}

/** The same people under two strategies, over all blocks in which both trials are valid. Visitors are not among them. */
export interface CitizenComparison {
  scenario: string
  a: string
  /** The reference. */
  b: string
  people: Fourfold
  /** Not counted: the generator failed to send them to one of the two, or their record contradicts itself. */
  leftOut: number
  blocks: ({ block: number; seed: number } & Fourfold)[]
  groups: ({ journey: string; stage: string } & Fourfold)[]
  /** One of those whose luck differed; null = there is nobody. */
  example: CitizenExample | null
}

/** One person, twice. */
export interface CitizenExample {
  citizen: number
  journey: string
  stage: string
  block: number
  seed: number
  a: CitizenTimeline
  b: CitizenTimeline
}

/** One row of paired-citizens.csv: one person who came for a permit, under a strategy and under the reference of the same block. */
export interface PairedCitizen {
  scenario: string
  seed: number
  block: number
  strategy: string
  reference: string
  citizen: number
  journey: string
  stage: string
  /** Since the trial's start. */
  intendedMs: number
  /** null = the record contradicts itself. */
  strategyFate: Fate | null
  referenceFate: Fate | null
  /** From her intended arrival until she saw her result; null = she never did. */
  strategyWaitMs: number | null
  referenceWaitMs: number | null
}

export const PAIRED_CITIZEN_COLUMNS: Columns<PairedCitizen> = {
  scenario: text,
  seed: count,
  block: count,
  strategy: text,
  reference: text,
  citizen: count,
  journey: text,
  stage: text,
  intendedMs: number,
  strategyFate: nullable(oneOf(FATES)),
  referenceFate: nullable(oneOf(FATES)),
  strategyWaitMs: nullable(number),
  referenceWaitMs: nullable(number),
}

/** Two valid trials to which the same people came. */
export interface TrialPair {
  a: TrialSummary
  b: TrialSummary
}

/** Every valid trial beside the valid trial of the reference in its scenario, seed and block: scenarios, then strategies, then blocks. */
export function trialPairs(trials: readonly TrialSummary[], reference: string): TrialPair[] {
  const valid = countedTrials(trials).filter((trial) => trial.valid)
  const references = valid.filter((trial) => trial.strategy === reference)
  const pairs = valid
    .filter((trial) => trial.strategy !== reference)
    .flatMap((a) => {
      const b = references.find((other) => samePeople(a, other))
      return b ? [{ a, b }] : []
    })
  const groups = Map.groupBy(pairs, ({ a }) => JSON.stringify([a.scenario, a.strategy]))
  return [...groups.values()].flatMap((group) => group.toSorted((one, two) => one.a.block - two.a.block))
}

function samePeople(a: TrialSummary, b: TrialSummary): boolean {
  return (['scenario', 'seed', 'block', 'scheduleSha256'] as const).every((key) => a[key] === b[key])
}

/**
 * The people who came for a permit in both trials, side by side in order of arrival.
 * @throws when the same number belongs to another person: then the schedules were not the same.
 */
export function pairCitizens(
  { a, b }: TrialPair,
  ofA: readonly CitizenRecord[],
  ofB: readonly CitizenRecord[],
  facts: Pick<TrialFacts, 'visitorJourneys'>,
): PairedCitizen[] {
  const there = new Map(ofB.map((citizen) => [citizen.citizen, citizen]))
  return splitVisitors(ofA, facts)
    .applicants.toSorted((one, two) => one.citizen - two.citizen)
    .flatMap((here) => {
      const other = there.get(here.citizen)
      if (other === undefined) return []
      const { citizen, journey, stage, intendedMs } = here
      if (other.journey !== journey || other.intendedMs !== intendedMs) {
        throw new Error(`citizen ${citizen} is not the same person in ${a.id} and ${b.id}`)
      }
      return {
        scenario: a.scenario,
        seed: a.seed,
        block: a.block,
        strategy: a.strategy,
        reference: b.strategy,
        citizen,
        journey,
        stage,
        intendedMs,
        strategyFate: fateOf(here),
        referenceFate: fateOf(other),
        strategyWaitMs: waitMsOf(here),
        referenceWaitMs: waitMsOf(other),
      }
    })
}

/** To the microsecond, as times are recorded. */
function waitMsOf({ resultMs, intendedMs }: CitizenRecord): number | null {
  return resultMs === null ? null : Math.round((resultMs - intendedMs) * 1000) / 1000
}

/** Which of the four she is; null = left out. */
export function cellOf({ strategyFate, referenceFate }: PairedCitizen): keyof Fourfold | null {
  if ([strategyFate, referenceFate].some((fate) => fate === null || fate === 'notSent')) return null
  if (strategyFate === 'served') return referenceFate === 'served' ? 'both' : 'onlyA'
  return referenceFate === 'served' ? 'onlyB' : 'neither'
}

/**
 * Whom to show: the one in the middle, by arrival, of those served under the strategy and not under the reference; of the reverse when there are
 * none. People of the surge come first: they are what it is about. null = nobody's luck differed.
 */
export function exampleAmong(pairs: readonly PairedCitizen[]): PairedCitizen | null {
  for (const cell of ['onlyA', 'onlyB'] as const) {
    const candidates = pairs.filter((pair) => cellOf(pair) === cell)
    const inSurge = candidates.filter(({ stage }) => stage === 'surge')
    const chosen = inSurge.length > 0 ? inSurge : candidates
    if (chosen.length > 0) return chosen[Math.floor((chosen.length - 1) / 2)]!
  }
  return null
}

/** Counts of one strategy against the reference, block after block. */
export class CitizenCounts {
  readonly people = nobody()
  leftOut = 0
  readonly blocks: CitizenComparison['blocks'] = []
  readonly #groups = new Map<string, CitizenComparison['groups'][number]>()

  addBlock({ block, seed }: Pick<TrialSummary, 'block' | 'seed'>, pairs: readonly PairedCitizen[]): void {
    const inBlock = { block, seed, ...nobody() }
    this.blocks.push(inBlock)
    for (const pair of pairs) {
      const cell = cellOf(pair)
      if (cell === null) this.leftOut++
      else for (const counts of [this.people, inBlock, this.#groupOf(pair)]) counts[cell]++
    }
  }

  /** By journey, within it by stage in order of arrival. */
  get groups(): CitizenComparison['groups'] {
    return [...Map.groupBy(this.#groups.values(), ({ journey }) => journey).values()].flat()
  }

  #groupOf({ journey, stage }: PairedCitizen): Fourfold {
    const key = JSON.stringify([journey, stage])
    const group = this.#groups.get(key) ?? { journey, stage, ...nobody() }
    this.#groups.set(key, group)
    return group
  }
}

function nobody(): Fourfold {
  return { both: 0, onlyA: 0, onlyB: 0, neither: 0 }
}
