import { count } from '../records/cell.ts'
import type { Columns } from '../records/csv.ts'
import type { TrialRecords } from '../records/trial-records.ts'
import { type Fate, fateOf, FATES, splitVisitors } from './fates.ts'

/** One row of cohorts.csv: those who meant to arrive in this second, by what became of them however much later. */
export interface CohortRow extends Record<Fate, number> {
  second: number
  /** Visitors left out. */
  scheduled: number
}

export const COHORT_COLUMNS: Columns<CohortRow> = {
  second: count,
  scheduled: count,
  served: count,
  late: count,
  waiting: count,
  turnedAway: count,
  gaveUp: count,
  notSent: count,
}

/** To the end of the last stage, or the last arrival; whose record contradicts itself is only in `scheduled`. */
export function cohortsOf({ facts, citizens }: Pick<TrialRecords, 'facts' | 'citizens'>): CohortRow[] {
  const { applicants } = splitVisitors(citizens, facts)
  const arrivalsEndS = facts.stages.reduce((sum, { durationS }) => sum + durationS, 0)
  const length = applicants.reduce(
    (longest, { intendedMs }) => Math.max(longest, secondOf(intendedMs) + 1),
    Math.ceil(arrivalsEndS),
  )
  const rows = Array.from({ length }, (_, second) => ({ second, ...nobody() }))
  for (const citizen of applicants) {
    const row = rows[secondOf(citizen.intendedMs)]!
    row.scheduled += 1
    const fate = fateOf(citizen)
    if (fate !== null) row[fate] += 1
  }
  return rows
}

/** Cohorts of several seconds together, of one trial or of the same seconds of several. */
export interface Cohort extends Omit<CohortRow, 'second'> {
  startS: number
  endS: number
}

/** Fewer people have no share worth drawing. */
const FEWEST_PEOPLE = 20
const WIDTHS_S = [1, 2, 5, 10] as const

/** The narrowest of some widths in which most of the cohorts have enough people, else the widest. */
export function cohortWidthS(trials: readonly (readonly CohortRow[])[]): number {
  const enough = (widthS: number) => {
    const cohorts = mergeCohorts(trials, widthS)
    return cohorts.filter(({ scheduled }) => scheduled >= FEWEST_PEOPLE).length * 2 > cohorts.length
  }
  return WIDTHS_S.find(enough) ?? WIDTHS_S.at(-1)!
}

export function mergeCohorts(trials: readonly (readonly CohortRow[])[], widthS: number): Cohort[] {
  const lastS = Math.max(0, ...trials.map((rows) => rows.length))
  return Array.from({ length: Math.ceil(lastS / widthS) }, (_, index) => {
    const [startS, endS] = [index * widthS, Math.min(lastS, (index + 1) * widthS)]
    const cohort = { startS, endS, ...nobody() }
    for (const row of trials.flatMap((rows) => rows.slice(startS, endS)))
      for (const name of ['scheduled', ...FATES] as const) cohort[name] += row[name]
    return cohort
  })
}

function secondOf(ms: number): number {
  return Math.max(0, Math.floor(ms / 1000))
}

function nobody() {
  return { scheduled: 0, served: 0, late: 0, waiting: 0, turnedAway: 0, gaveUp: 0, notSent: 0 }
}
