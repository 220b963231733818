import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { anyCitizen } from '../records/any-citizen.ts'
import type { CitizenRecord } from '../records/citizen-record.ts'
import { exampleCitizen, servedCitizen } from '../records/example-trial.ts'
import { countFates, FATES, fateOf, splitVisitors } from './fates.ts'

describe('fates', () => {
  it.each<[string, string | null, CitizenRecord]>([
    ['a permit after 30.000 s', 'served', servedCitizen(1000, 31_000)],
    ['a permit after 30.001 s', 'late', servedCitizen(1000, 31_001)],
    ['a permit at once', 'served', servedCitizen(1000, 1000)],
    ['a promise, no permit', 'waiting', exampleCitizen({ ending: 'waiting', acknowledgedMs: 500 })],
    ['a promise, then errors while asking', 'waiting', exampleCitizen({ ending: 'error', acknowledgedMs: 500 })],
    ['refusals to the end', 'turnedAway', exampleCitizen({ ending: 'rejected' })],
    ['time-outs to the end', 'gaveUp', exampleCitizen({ ending: 'error' })],
    ['a generator without sockets', 'notSent', exampleCitizen({ ending: 'not-sent', startedMs: null, attempts: 0 })],
    ['a result that never came', null, exampleCitizen({ ending: 'result' })],
    ['waiting for a promise nobody gave', null, exampleCitizen({ ending: 'waiting' })],
  ])('%s: %s', (_, fate, citizen) => {
    expect(fateOf(citizen)).toBe(fate)
  })

  it('sum to everybody who came, but for records that contradict themselves', () => {
    fc.assert(
      fc.property(fc.array(anyCitizen), (citizens) => {
        const counts = countFates(citizens)
        const contradictory = citizens.filter((citizen) => fateOf(citizen) === null).length
        expect(counts.scheduled).toBe(citizens.length)
        expect(FATES.reduce((sum, fate) => sum + counts[fate], contradictory)).toBe(counts.scheduled)
      }),
    )
  })

  it('keep visitors apart, by the journeys the trial names', () => {
    const citizens = ['visitor', 'reader', 'newcomer'].map((journey) => exampleCitizen({ journey }))
    const journeys = (facts: { visitorJourneys?: string[] }) =>
      splitVisitors(citizens, facts).visitors.map(({ journey }) => journey)
    expect(journeys({})).toEqual(['visitor'])
    expect(journeys({ visitorJourneys: ['visitor', 'reader'] })).toEqual(['visitor', 'reader'])
  })
})
