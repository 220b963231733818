import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { anyCitizen } from '../records/any-citizen.ts'
import { exampleCitizen, exampleTrial, servedCitizen } from '../records/example-trial.ts'
import { type CohortRow, cohortsOf, cohortWidthS, mergeCohorts } from './cohorts.ts'
import { countFates, FATES, splitVisitors } from './fates.ts'

const NAMES = ['scheduled', ...FATES] as const
const rowsOf = (perSecond: number, seconds: number): CohortRow[] =>
  cohortsOf(
    exampleTrial(
      Array.from({ length: perSecond * seconds }, (_, n) => servedCitizen((n * 1000) / perSecond, (n * 1000) / perSecond + 9)),
    ),
  ).slice(0, seconds)

describe('cohorts', () => {
  it('put everybody into the second in which she meant to come, whenever her fate was known', () => {
    const people = [
      servedCitizen(900, 30_800),
      servedCitizen(950, 31_000),
      exampleCitizen({ intendedMs: 2000, ending: 'rejected' }),
      exampleCitizen({ intendedMs: 2999 }),
      exampleCitizen({ intendedMs: 2000, journey: 'visitor' }),
    ]
    const rows = cohortsOf(exampleTrial(people))
    expect(rows).toHaveLength(70)
    expect(rows[0]).toEqual({ second: 0, scheduled: 2, served: 1, late: 1, waiting: 0, turnedAway: 0, gaveUp: 0, notSent: 0 })
    expect(rows[2]).toMatchObject({ second: 2, scheduled: 2, turnedAway: 1, gaveUp: 1 })
  })

  it('have the sums of the summary, by the second and merged', () => {
    fc.assert(
      fc.property(fc.array(anyCitizen), fc.constantFrom(1, 2, 5, 10), (people, widthS) => {
        const trial = exampleTrial(people)
        const rows = cohortsOf(trial)
        const fates = countFates(splitVisitors(trial.citizens, trial.facts).applicants)
        for (const name of NAMES) {
          expect(rows.reduce((sum, row) => sum + row[name], 0)).toBe(fates[name])
          expect(mergeCohorts([rows, rows], widthS).reduce((sum, cohort) => sum + cohort[name], 0)).toBe(2 * fates[name])
        }
      }),
    )
  })

  it('are as narrow as most of them have 20 people', () => {
    expect(cohortWidthS([rowsOf(25, 40)])).toBe(1)
    expect(cohortWidthS([rowsOf(5, 40)])).toBe(5)
    expect(cohortWidthS([rowsOf(5, 40), rowsOf(5, 40)])).toBe(2)
    expect(cohortWidthS([rowsOf(1, 40)])).toBe(10)
    expect(mergeCohorts([rowsOf(5, 12)], 5).map(({ startS, endS, scheduled }) => [startS, endS, scheduled])).toEqual([
      [0, 5, 25],
      [5, 10, 25],
      [10, 12, 10],
    ])
  })
})
