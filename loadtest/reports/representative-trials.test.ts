import { describe, expect, it } from '@jest/globals'
import { EXAMPLE_MANIFEST } from '../records/example-manifest.ts'
import { exampleTrial } from '../records/example-trial.ts'
import { summariseStudy } from '../statistics/summarise-study.ts'
import { summariseTrial } from '../statistics/summarise-trial.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import { attemptsTable, fatesTable, measuresTables } from './people-tables.ts'
import { representativeTrials } from './representative-trials.ts'

const blank = summariseTrial(exampleTrial([]))

function trial(strategy: string, block: number, changed: Partial<TrialSummary> = {}): TrialSummary {
  return { ...blank, id: `${strategy}-b${block}`, strategy, block, ...changed }
}
const study = (...trials: TrialSummary[]) => summariseStudy(EXAMPLE_MANIFEST, trials)
const shown = (...trials: TrialSummary[]) => representativeTrials(study(...trials)).map(({ id }) => id)
const invalid = { valid: false }

describe('trials that are shown', () => {
  it('are from the first block that is valid for all, so that the same people are shown', () => {
    const trials = [trial('fifo', 1), trial('inline', 1, invalid), trial('inline', 2), trial('fifo', 2)]
    expect(shown(...trials)).toEqual(['fifo-b2', 'inline-b2'])
    expect(shown(...trials, trial('inline', 1, { attemptNo: 2, id: 'inline-b1-r2' }))).toEqual(['fifo-b1', 'inline-b1-r2'])
  })

  it('are each strategy’s first valid one where there is no such block, else its first', () => {
    const trials = [trial('fifo', 2), trial('inline', 1), trial('fifo', 1, invalid), trial('inline', 2, invalid)]
    expect(shown(...trials, trial('none', 1, invalid), trial('none', 2, invalid))).toEqual(['fifo-b2', 'inline-b1', 'none-b1'])
  })

  it('say their block in the caption, or in every row where it is not the same', () => {
    const together = study(trial('fifo', 1), trial('inline', 1), trial('inline', 2), trial('fifo', 2))
    for (const table of [...measuresTables(together), attemptsTable(together)]) {
      expect(table.caption).toMatch(/ \(one trial each: block 1\)$/)
      expect(table.rows.map(([name]) => name)).toEqual(['fifo', 'inline'])
    }
    const apart = study(trial('fifo', 1, invalid), trial('inline', 1), trial('inline', 2, invalid), trial('fifo', 2))
    for (const table of [...measuresTables(apart), attemptsTable(apart)]) {
      expect(table.caption).not.toMatch(/block/)
      expect(table.rows.map(([name]) => name)).toEqual(['fifo, block 2', 'inline, block 1'])
    }
    expect(attemptsTable(study(trial('fifo', 1))).caption).not.toMatch(/block/)
  })

  it('are called invalid in every table', () => {
    const summary = study(trial('fifo', 1, invalid), trial('inline', 1))
    for (const table of [fatesTable(summary), ...measuresTables(summary), attemptsTable(summary)])
      expect(table.rows.map(([name]) => name)).toEqual(['fifo (invalid)', 'inline'])
  })
})
