import { describe, expect, it } from '@jest/globals'
import { EXAMPLE_MANIFEST } from '../records/example-manifest.ts'
import { exampleTrial } from '../records/example-trial.ts'
import { summariseStudy } from '../statistics/summarise-study.ts'
import { summariseTrial } from '../statistics/summarise-trial.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import { bestTable, comparisonTable } from './comparison-tables.ts'

const blank = summariseTrial(exampleTrial([]))

function trial(strategy: string, block: number, during: number): TrialSummary {
  return { ...blank, strategy, block, seed: block, permitGoodputPerS: { before: 30, during, after: 30 } }
}

const study = (blocks: number) =>
  Array.from({ length: blocks }, (_, block) => block).flatMap((block) => [
    trial('inline', block, 40 + block),
    trial('fifo', block, 2 * (40 + block) + (block % 2) / 10),
    trial('forgetful', block, 99),
  ])
const summary = (blocks: number) => summariseStudy(EXAMPLE_MANIFEST, study(blocks))

describe('tables of comparisons', () => {
  it('show ratio, both intervals, p and verdict', () => {
    const table = comparisonTable(summary(8))!
    expect(table.head).toHaveLength(9)
    expect(table.rows[0]!.map(String)).toEqual([
      'fifo',
      'inline',
      expect.stringMatching(/^2\.00/),
      expect.stringMatching(/^\d\.\d{3} – \d\.\d{3}$/),
      expect.stringMatching(/^\d\.\d{3} – \d\.\d{3}$/),
      expect.stringMatching(/^2\.00/),
      '< 0.001',
      '8',
      'better',
    ])
    expect(table.caption).toBe('Permits in time per second, during the surge, against the reference')
  })

  it('say why there is no verdict', () => {
    const [row] = comparisonTable(summary(3))!.rows
    expect(row!.slice(3)).toEqual([
      null,
      null,
      expect.stringMatching(/^2\.00/),
      null,
      '3',
      expect.stringMatching(/^cannot tell: a demonstration: 3 valid blocks/),
    ])
    expect(comparisonTable(summariseStudy(EXAMPLE_MANIFEST, []))).toBeNull()
  })

  it('show who may be the best, and who is not ranked', () => {
    expect(bestTable(summary(8))!.rows.map((row) => [row[0], row[4]])).toEqual([
      ['fifo', 'the best'],
      ['inline', 'not the best'],
      ['forgetful', 'not ranked: volatile: may lose what it acknowledged'],
    ])
    expect(bestTable(summary(3))).toBeNull()
  })
})
