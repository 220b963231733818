import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { anyCitizen } from '../records/any-citizen.ts'
import type { CitizenRecord } from '../records/citizen-record.ts'
import { EXAMPLE_FACTS, exampleCitizen, exampleTrial, servedCitizen } from '../records/example-trial.ts'
import { cellOf, CitizenCounts, exampleAmong, type PairedCitizen, pairCitizens, trialPairs } from './citizen-by-citizen.ts'
import { splitVisitors } from './fates.ts'
import { summariseTrial } from './summarise-trial.ts'
import type { TrialSummary } from './trial-summary.ts'

function trialOf(strategy: string, block: number, change: Partial<TrialSummary> = {}): TrialSummary {
  return { ...summariseTrial(exampleTrial([])), strategy, block, id: `${strategy}-b${block}`, valid: true, ...change }
}

const A = trialOf('fifo', 1)
const B = trialOf('inline', 1)

function pairsOf(ofA: readonly CitizenRecord[], ofB: readonly CitizenRecord[]): PairedCitizen[] {
  const numbered = (people: readonly CitizenRecord[]) => people.map((person, citizen) => ({ ...person, citizen }))
  return pairCitizens({ a: A, b: B }, numbered(ofA), numbered(ofB), EXAMPLE_FACTS)
}

function countsOf(pairs: readonly PairedCitizen[]): CitizenCounts {
  const counts = new CitizenCounts()
  counts.addBlock(A, pairs)
  return counts
}

describe('trialPairs', () => {
  it('pairs valid trials of the same people with the reference, blocks in order', () => {
    const trials = [trialOf('fifo', 2), trialOf('inline', 2), A, B, trialOf('shed', 1)]
    expect(trialPairs(trials, 'inline').map(({ a, b }) => [a.id, b.id])).toEqual([
      ['fifo-b1', 'inline-b1'],
      ['fifo-b2', 'inline-b2'],
      ['shed-b1', 'inline-b1'],
    ])
  })

  it.each([
    ['the trial is invalid', trialOf('fifo', 1, { valid: false }), B],
    ['the reference is invalid', A, trialOf('inline', 1, { valid: false })],
    ['other people came', A, trialOf('inline', 1, { scheduleSha256: 'cd'.repeat(32) })],
    ['the seed is another', A, trialOf('inline', 1, { seed: 2 })],
    ['the scenario is another', A, trialOf('inline', 1, { scenario: 'other' })],
    ['the block is another', A, trialOf('inline', 2)],
  ])('does not pair when %s', (_, a, b) => {
    expect(trialPairs([a, b], 'inline')).toEqual([])
  })

  it('takes the second run where the first was invalid', () => {
    const again = trialOf('fifo', 1, { id: 'fifo-b1-r2', attemptNo: 2 })
    expect(trialPairs([trialOf('fifo', 1, { valid: false }), again, B], 'inline').map(({ a }) => a.id)).toEqual(['fifo-b1-r2'])
  })
})

describe('the same people twice', () => {
  const served = servedCitizen(1000, 3000)
  const late = servedCitizen(1000, 40_000)
  const gone = exampleCitizen({ intendedMs: 1000 })

  it('counts who was served in time under which of both', () => {
    const pairs = pairsOf([served, served, late, gone, served], [served, gone, served, late, late])
    expect(pairs.map(cellOf)).toEqual(['both', 'onlyA', 'onlyB', 'neither', 'onlyA'])
    expect(countsOf(pairs).people).toEqual({ both: 1, onlyA: 2, onlyB: 1, neither: 1 })
  })

  it('leaves out whom the generator failed in either', () => {
    const unsent = { ...gone, ending: 'not-sent' as const }
    const counts = countsOf(pairsOf([served, unsent], [unsent, served]))
    expect(counts).toMatchObject({ people: { both: 0, onlyA: 0, onlyB: 0, neither: 0 }, leftOut: 2 })
  })

  it('leaves visitors to the count of pages, and says how long each waited', () => {
    const pairs = pairsOf([served, { ...served, journey: 'visitor' }], [gone, { ...gone, journey: 'visitor' }])
    expect(pairs).toHaveLength(1)
    expect(pairs[0]).toMatchObject({
      strategyFate: 'served',
      referenceFate: 'gaveUp',
      strategyWaitMs: 2000,
      referenceWaitMs: null,
    })
  })

  it('refuses when a number belongs to another person', () => {
    expect(() => pairsOf([served], [{ ...served, intendedMs: 1001 }])).toThrow(/not the same person/)
    expect(() => pairsOf([served], [{ ...served, journey: 'newcomer' }])).toThrow(/not the same person/)
  })

  it('adds up, and is mirrored when strategy and reference change places', () => {
    const twice = fc.tuple(anyCitizen, anyCitizen).map(([one, two]) => {
      const { journey, stage, intendedMs } = one
      return [one, { ...two, journey, stage, intendedMs }] as const
    })
    fc.assert(
      fc.property(fc.array(twice, { maxLength: 30 }), (people) => {
        const [ofA, ofB] = [people.map(([one]) => one), people.map(([, two]) => two)]
        const counts = countsOf(pairsOf(ofA, ofB))
        const { both, onlyA, onlyB, neither } = counts.people
        expect(both + onlyA + onlyB + neither + counts.leftOut).toBe(splitVisitors(ofA, EXAMPLE_FACTS).applicants.length)
        for (const cell of ['both', 'onlyA', 'onlyB', 'neither'] as const) {
          expect(counts.groups.reduce((sum, group) => sum + group[cell], 0)).toBe(counts.people[cell])
          expect(counts.blocks.reduce((sum, block) => sum + block[cell], 0)).toBe(counts.people[cell])
        }
        expect(countsOf(pairsOf(ofB, ofA)).people).toEqual({ both, onlyA: onlyB, onlyB: onlyA, neither })
      }),
    )
  })

  it('groups by journey and stage', () => {
    const newcomer = { ...served, journey: 'newcomer', stage: 'surge' }
    const { groups } = countsOf(
      pairsOf([served, newcomer, served], [gone, { ...gone, journey: 'newcomer', stage: 'surge' }, served]),
    )
    expect(groups).toEqual([
      { journey: 'returning-applicant', stage: 'before', both: 1, onlyA: 1, onlyB: 0, neither: 0 },
      { journey: 'newcomer', stage: 'surge', both: 0, onlyA: 1, onlyB: 0, neither: 0 },
    ])
  })
})

describe('exampleAmong', () => {
  const served = (stage: string) => servedCitizen(1000, 3000, { stage })
  const gone = (stage: string) => exampleCitizen({ intendedMs: 1000, stage })

  it('shows the person in the middle of those served under the strategy only, of the surge first', () => {
    const stages = ['before', 'surge', 'surge', 'surge', 'after', 'after']
    expect(exampleAmong(pairsOf(stages.map(served), stages.map(gone)))).toMatchObject({ citizen: 2 })
    expect(exampleAmong(pairsOf(['before', 'after'].map(served), ['before', 'after'].map(gone)))).toMatchObject({ citizen: 0 })
  })

  it('shows one of the reverse when there are none, and nobody when all fared alike', () => {
    expect(exampleAmong(pairsOf([served('surge'), gone('surge')], [served('surge'), served('surge')]))).toMatchObject({
      citizen: 1,
    })
    expect(exampleAmong(pairsOf([served('surge'), gone('surge')], [served('surge'), gone('surge')]))).toBeNull()
  })
})
