import { describe, expect, it } from '@jest/globals'
import { gaugeAt } from '../records/example-gauges.ts'
import { EXAMPLE_MANIFEST } from '../records/example-manifest.ts'
import { EXAMPLE_FACTS, exampleTrial } from '../records/example-trial.ts'
import { summariseStudy } from '../statistics/summarise-study.ts'
import { summariseTrial } from '../statistics/summarise-trial.ts'
import { littlesLawTable } from './littles-law-table.ts'
import { invalidRatesTable, validityTable } from './trust-tables.ts'

/** `invalid` of `blocks` trials of each strategy. */
function studyOf(invalid: Record<string, number>, blocks: number) {
  const trials = Object.entries(invalid).flatMap(([strategy, faults]) =>
    Array.from({ length: blocks }, (_, index) => {
      const measurementFaults = index < faults ? ['the clock jumped by 2000 ms'] : []
      const facts = { ...EXAMPLE_FACTS, id: `${strategy}-${index}`, strategy, block: index + 1, scheduled: 0, measurementFaults }
      return summariseTrial({ ...exampleTrial([]), facts })
    }),
  )
  return summariseStudy(EXAMPLE_MANIFEST, trials)
}

describe('table of invalid rates', () => {
  it('is not there when every trial was valid', () => {
    expect(invalidRatesTable(studyOf({ inline: 0, fifo: 0 }, 3))).toBeNull()
  })

  it('tells each rate, and that they differ', () => {
    const table = invalidRatesTable(studyOf({ inline: 6, fifo: 0 }, 8))
    expect(table?.rows).toEqual([
      ['inline', '8', '6 (75 %)', '0'],
      ['fifo', '8', '0 (0 %)', '0'],
    ])
    expect(table?.note).toContain('invalid trials differ between strategies')
    const { note } = invalidRatesTable(studyOf({ inline: 1, fifo: 0 }, 8))!
    expect(note).toContain('do not differ')
    expect(note).toContain('Of 8 trials the test alone sees no difference below 4 of 8 against none')
    expect(invalidRatesTable(studyOf({ inline: 1, fifo: 0 }, 2))?.note).toContain(
      'Of 2 trials the test alone sees no difference,',
    )
  })
})

describe("table of Little's law", () => {
  const inFlight = Array.from({ length: 100 }, (_, index) => ({ atMs: index * 100, requests: 40 }))
  const silent = Array.from({ length: 60 }, (_, second) => gaugeAt(second))
  const summary = (records: object) => summariseStudy(EXAMPLE_MANIFEST, [summariseTrial({ ...exampleTrial([]), ...records })])

  it('is not there where nobody read a gauge', () => {
    expect(littlesLawTable(summary({}))).toBeNull()
    expect(validityTable(summary({})).rows[0]?.at(-1)).toBeNull()
  })

  it('tells what differs and what could not be judged', () => {
    const differs = summary({ inFlight, gauges: silent, applications: [] })
    expect(littlesLawTable(differs)?.rows).toEqual([
      ['fifo', '40', '0 (!)', null, null, null, null, null, expect.stringContaining('the portal did not answer its scrapes')],
    ])
    expect(validityTable(differs).rows[0]?.at(-1)).toBe('does NOT hold (1 of 3 places judged)')
  })
})
