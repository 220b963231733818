import { describe, expect, it } from '@jest/globals'
import { countedTrials } from './counted-trials.ts'

function trial(id: string, valid: boolean, changed: { attemptNo?: 2; block?: number } = {}) {
  return { id, strategy: 'fifo', scenario: 'tiny', seed: 1, block: 1, valid, ...changed }
}
const ids = (trials: ReturnType<typeof trial>[]) => countedTrials(trials).map(({ id }) => id)

describe('countedTrials', () => {
  it('takes the valid one of a trial and its re-run, in whatever order they come', () => {
    const trials = [trial('first', false), trial('again', true, { attemptNo: 2 })]
    expect(ids(trials)).toEqual(['again'])
    expect(ids(trials.toReversed())).toEqual(['again'])
    expect(ids([trial('first', true), trial('again', false, { attemptNo: 2 })])).toEqual(['first'])
  })

  it('takes the latest attempt when none is valid, or both are', () => {
    for (const valid of [true, false]) {
      const trials = [trial('again', valid, { attemptNo: 2 }), trial('first', valid)]
      expect(ids(trials)).toEqual(['again'])
      expect(ids(trials.toReversed())).toEqual(['again'])
    }
  })

  it('keeps one of every block, in the order of the blocks', () => {
    expect(ids([trial('b2', true, { block: 2 }), trial('b1', false), trial('b1-r2', true, { attemptNo: 2 })])).toEqual([
      'b2',
      'b1-r2',
    ])
  })
})
