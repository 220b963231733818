import { describe, expect, it } from '@jest/globals'
import { EXAMPLE_RESULT, exampleLiveTrial } from '../example-live-trial.ts'
import { armsOf, countedOf, meanOf, shownOf } from './arms.js'

const withGoodput = (during: number | null, valid = true) => ({
  ...EXAMPLE_RESULT,
  valid,
  permitGoodputPerS: { before: null, during, after: null },
})
const trial = (strategy: string, block: number, result = null as ReturnType<typeof withGoodput> | null) =>
  exampleLiveTrial(5, { strategy, block, result })

describe('strategies side by side', () => {
  it('stand in the order of the report, whichever came first', () => {
    const arms = armsOf([trial('fifo', 1), trial('inline', 1), trial('fifo', 2)], ['inline', 'fifo'])
    expect(arms.map(({ strategy, trials }) => [strategy, trials.length])).toEqual([
      ['inline', 1],
      ['fifo', 2],
    ])
  })

  it('are shown by the last valid trial that is over, not by the one that runs', () => {
    const [arm] = armsOf([trial('fifo', 1, withGoodput(1)), trial('fifo', 2, withGoodput(2)), trial('fifo', 3)], ['fifo'])
    expect(shownOf(arm!)!.block).toBe(2)
    const [again] = armsOf([trial('fifo', 1, withGoodput(1)), trial('fifo', 2, withGoodput(2, false))], ['fifo'])
    expect(shownOf(again!)!.block).toBe(1)
  })

  it('count by their valid trials; only where there is none, by the others', () => {
    const [mixed] = armsOf([trial('fifo', 1, withGoodput(10)), trial('fifo', 2, withGoodput(99, false))], ['fifo'])
    expect(countedOf(mixed!)).toMatchObject({ valid: 1, ended: 2, results: [{ valid: true }] })
    const [none] = armsOf([trial('fifo', 1, withGoodput(99, false)), trial('fifo', 2)], ['fifo'])
    expect(countedOf(none!)).toMatchObject({ valid: 0, ended: 1, results: [{ valid: false }] })
  })

  it('have the mean of what is known', () => {
    const during = ({ permitGoodputPerS }: typeof EXAMPLE_RESULT) => permitGoodputPerS.during
    expect(meanOf([withGoodput(10), withGoodput(null), withGoodput(20)], during)).toBe(15)
    expect(meanOf([withGoodput(null)], during)).toBeNull()
  })
})
