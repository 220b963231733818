import { describe, expect, it } from '@jest/globals'
import { majorityOf } from './majority.ts'

describe('majority of the trials of a rate', () => {
  it.each([
    [[], 3, null, true],
    [[true], 3, null, true],
    [[true, true], 3, true, false],
    [[false, true, false], 3, false, false],
    [[true], 1, true, false],
    // A draw is no promise kept.
    [[true, false], 2, false, false],
    // Invalid ones have no vote.
    [[null, null], 1, null, true],
    [[null, true], 1, true, false],
    [[null, true, false], 3, null, true],
  ])('%j of %d: %j, open %j', (votes, repeats, met, open) => {
    expect(majorityOf(votes, repeats)).toEqual({ met, open })
  })
})
