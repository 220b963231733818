import type { CitizenRecord } from '../records/citizen-record.ts'
import type { TrialFacts } from '../records/trial-facts.ts'

/** D of docs/definitions.md: a permit seen within so many ms of the intended arrival is served, later is late. */
const SERVED_WITHIN_MS = 30_000

export const FATES = ['served', 'late', 'waiting', 'turnedAway', 'gaveUp', 'notSent'] as const
export type Fate = (typeof FATES)[number]

/** People who came for a permit; the fates sum to `scheduled` unless a record contradicts itself. */
export type CitizenFates = { scheduled: number } & { [fate in Fate]: number }

/** What became of one citizen, by what she saw and holds first, then by how she stopped; null = the record contradicts itself. */
export function fateOf(citizen: CitizenRecord): Fate | null {
  if (citizen.ending === 'not-sent') return 'notSent'
  if (citizen.resultMs !== null) return citizen.resultMs - citizen.intendedMs <= SERVED_WITHIN_MS ? 'served' : 'late'
  if (citizen.acknowledgedMs !== null) return 'waiting'
  if (citizen.ending === 'rejected') return 'turnedAway'
  if (citizen.ending === 'error') return 'gaveUp'
  return null
}

/** Journeys whose people only open pages. */
export function visitorJourneys(facts: Pick<TrialFacts, 'visitorJourneys'>): ReadonlySet<string> {
  return new Set(facts.visitorJourneys ?? ['visitor'])
}

/** Visitors open pages; everybody else came for a permit. */
export function splitVisitors(citizens: readonly CitizenRecord[], facts: Pick<TrialFacts, 'visitorJourneys'>) {
  const journeys = visitorJourneys(facts)
  return {
    visitors: citizens.filter((citizen) => journeys.has(citizen.journey)),
    applicants: citizens.filter((citizen) => !journeys.has(citizen.journey)),
  }
}

export function countFates(applicants: readonly CitizenRecord[]): CitizenFates {
  const counts = { scheduled: 0, served: 0, late: 0, waiting: 0, turnedAway: 0, gaveUp: 0, notSent: 0 }
  for (const citizen of applicants) {
    counts.scheduled += 1
    const fate = fateOf(citizen)
    if (fate !== null) counts[fate] += 1
  }
  return counts
}
