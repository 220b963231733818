import { describe, expect, it } from '@jest/globals'
import { EXAMPLE_FACTS, exampleTrial } from '../records/example-trial.ts'
import { byStrategy, meanOf } from './by-strategy.ts'
import { summariseTrial } from './summarise-trial.ts'
import type { TrialSummary } from './trial-summary.ts'

const blank = summariseTrial(exampleTrial([]))
const trial = (block: number, changed: Partial<TrialSummary> = {}): TrialSummary => ({ ...blank, block, ...changed })
const ledgerOf = (trials: TrialSummary[]) => byStrategy(trials)[0]!.ledger
const damaged = { ...EXAMPLE_FACTS.ledger!, lost: 2 }

describe('results by strategy', () => {
  it('have no ledger when a counted trial was not audited, and one when only an invalid trial was not', () => {
    expect(ledgerOf([trial(1), trial(2, { ledger: null })])).toBeNull()
    const replaced = [trial(1, { valid: false, ledger: null }), trial(1, { attemptNo: 2 })]
    expect(ledgerOf(replaced)).toMatchObject({ acknowledged: 4, lost: 0 })
  })

  it('keep damage that is known, of invalid trials too, whatever else was not audited', () => {
    expect(ledgerOf([trial(1), trial(2, { valid: false, ledger: damaged })])).toMatchObject({ lost: 2 })
    expect(ledgerOf([trial(1, { ledger: null }), trial(2, { ledger: damaged })])).toMatchObject({ lost: 2 })
  })

  it('count the people of a block once', () => {
    const twice = [trial(1, { ledger: null }), trial(1, { attemptNo: 2, pageOpened: 0.5 })]
    const [result] = byStrategy(twice)
    expect(result!.counted).toHaveLength(1)
    expect(meanOf(result!, 'pageOpened')).toBe(0.5)
  })
})
