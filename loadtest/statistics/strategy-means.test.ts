import { describe, expect, it } from '@jest/globals'
import { exampleTrial } from '../records/example-trial.ts'
import { strategyMeans } from './strategy-means.ts'
import { summariseTrial } from './summarise-trial.ts'
import type { TrialSummary } from './trial-summary.ts'

const blank = summariseTrial(exampleTrial([]))
const trials = (strategy: string, pages: (number | null)[], change: Partial<TrialSummary> = {}): TrialSummary[] =>
  pages.map((pageOpened, index) => ({ ...blank, ...change, strategy, pageOpened, block: index + 1, seed: index + 1 }))

describe('means of a strategy', () => {
  it('are over its valid trials, with an interval from 8 up', () => {
    const eight = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]
    const [fifo, inline] = strategyMeans([
      ...trials('fifo', eight),
      ...trials('inline', [0.5, 0.7]),
      ...trials('inline', [0.5, 0.7, 0.99], { valid: false, attemptNo: 2 }).slice(2),
    ])
    expect(fifo).toMatchObject({
      strategy: 'fifo',
      trials: 8,
      figures: { pageOpened: { mean: expect.closeTo(0.45) as unknown as number } },
    })
    const [low, high] = fifo!.figures['pageOpened']!.ci95!
    expect(low).toBeGreaterThan(0.2)
    expect(high).toBeLessThan(0.7)
    expect(low + high).toBeCloseTo(0.9)
    expect(inline).toMatchObject({
      trials: 2,
      figures: { pageOpened: { mean: expect.closeTo(0.6) as unknown as number, ci95: null } },
    })
  })

  it('are not known where one trial does not know it', () => {
    const [fifo] = strategyMeans(trials('fifo', [0.5, null]))
    expect(fifo!.figures).not.toHaveProperty(['pageOpened'])
    expect(fifo!.figures).toHaveProperty(['citizens.scheduled'])
  })

  it('are not there where no strategy has two valid trials', () => {
    expect(strategyMeans([...trials('fifo', [1]), ...trials('inline', [1])])).toEqual([])
    expect(strategyMeans(trials('fifo', [1, 1], { valid: false }))).toEqual([])
  })
})
