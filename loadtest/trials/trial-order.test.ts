import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { trialOrder } from './trial-order.ts'

const ARMS = ['a', 'b', 'c']

describe('trialOrder', () => {
  it('keeps the order of the arms in a single block, the demonstration', () => {
    expect(trialOrder(ARMS, 7, 1)).toEqual([
      { arm: 'a', seed: 7, block: 1 },
      { arm: 'b', seed: 7, block: 1 },
      { arm: 'c', seed: 7, block: 1 },
    ])
  })

  it('has every arm once in every block, with the block’s own people, block after block', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 12 }), (seed, repeats) => {
        const order = trialOrder(ARMS, seed, repeats)
        expect(order.map(({ block }) => block)).toEqual(order.map((_, index) => 1 + Math.floor(index / ARMS.length)))
        for (const trials of Map.groupBy(order, ({ block }) => block).values())
          expect(trials.map(({ arm }) => arm).toSorted()).toEqual(ARMS)
        expect(order.every((trial) => trial.seed === seed + trial.block - 1)).toBe(true)
        expect(trialOrder(ARMS, seed, repeats)).toEqual(order)
      }),
    )
  })

  it('lets every arm come first about equally often, and depends on the seed', () => {
    const blocks = 3000
    const firsts = trialOrder(ARMS, 1, blocks).filter((_, index) => index % ARMS.length === 0)
    for (const arm of ARMS) {
      const share = firsts.filter((trial) => trial.arm === arm).length / blocks
      // Five standard deviations of a share of a third in 3,000.
      expect(Math.abs(share - 1 / 3)).toBeLessThan(0.043)
    }
    const arms = (seed: number) => trialOrder(ARMS, seed, 8).map(({ arm }) => arm)
    expect(arms(1)).not.toEqual(arms(2))
  })
})
