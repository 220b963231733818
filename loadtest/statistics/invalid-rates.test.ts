import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { fewestThatDiffer, permutationTest, invalidRates, invalidRatesDiffer, whyInvalidRatesDiffer } from './invalid-rates.ts'

const table = (...cells: [invalid: number, trials: number][]) => cells.map(([invalid, trials]) => ({ invalid, trials }))
const rate = (strategy: string, invalid: number, trials: number, scenario = 'launch-day') => ({
  strategy,
  scenario,
  invalid,
  trials,
  replaced: 0,
})

describe('permutation test of invalid rates', () => {
  it("comes to the published p of Fisher's tea tasting and of his twins", () => {
    // Fisher, The Design of Experiments (1935): 3 of 4 cups right, two-sided 0.4857 (R: fisher.test(matrix(c(3,1,1,3),2))).
    expect(permutationTest(table([3, 4], [1, 4]))).toBeCloseTo(34 / 70, 1.7)
    // Fisher, J. R. Stat. Soc. 98 (1935): convicted twins of criminals, 10 of 13 against 2 of 17; two-sided 0.0005367.
    expect(permutationTest(table([10, 13], [2, 17]))).toBeLessThan(0.0015)
  })

  it('agrees with counting every table by hand for three strategies', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { minLength: 3, maxLength: 3 }), (drawn) => {
        const rates = table(...drawn.map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]))
        const exact = byHand(rates)
        // Six standard errors of 20,000 draws: one table in 10^8 may miss by chance, none of those drawn here should.
        const tolerance = Math.max(0.002, 6 * Math.sqrt((exact * (1 - exact)) / 20_000))
        expect(Math.abs(permutationTest(rates) - exact)).toBeLessThanOrEqual(tolerance)
      }),
      {
        examples: [
          [
            [
              [1, 2],
              [0, 2],
              [3, 0],
            ],
          ],
        ],
      },
    )
  })

  it('is 1 when nothing differs or nothing is known', () => {
    expect(permutationTest(table([0, 8], [0, 8], [0, 8]))).toBe(1)
    expect(permutationTest(table([8, 8], [8, 8]))).toBe(1)
    expect(permutationTest([])).toBe(1)
    expect(permutationTest(table([3, 8]))).toBe(1)
  })

  it('does not mind large studies', () => {
    const many = Array.from({ length: 8 }, (_, index) => [20 + index, 60] as [number, number])
    expect(permutationTest(table(...many))).toBeGreaterThan(0.5)
    expect(permutationTest(table([60, 60], ...many))).toBeLessThan(1e-6)
  })
})

describe('invalid rates', () => {
  const trial = (strategy: string, block: number, valid: boolean, attemptNo?: 1 | 2) => ({
    strategy,
    scenario: 'launch-day',
    seed: block,
    block,
    valid,
    ...(attemptNo ? { attemptNo } : {}),
  })

  it('count first attempts; a re-run only tells whether it could take the place', () => {
    const trials = [
      trial('inline', 1, false),
      trial('inline', 1, true, 2),
      trial('fifo', 1, true),
      trial('inline', 2, false),
      trial('inline', 2, false, 2),
      trial('fifo', 2, true),
    ]
    expect(invalidRates(trials)).toEqual([
      { strategy: 'inline', scenario: 'launch-day', invalid: 2, trials: 2, replaced: 1 },
      { strategy: 'fifo', scenario: 'launch-day', invalid: 0, trials: 2, replaced: 0 },
    ])
  })

  it('that differ are said in words', () => {
    const rates = [rate('inline', 5, 8), rate('fifo', 0, 8)]
    expect(invalidRatesDiffer(rates)).toBe(true)
    expect(whyInvalidRatesDiffer(rates)).toBe(
      'invalid trials differ between strategies on launch-day: inline 5 of 8, fifo 0 of 8 (permutation test, p = 0.03)',
    )
  })

  it('that are far apart differ though the test cannot tell', () => {
    expect(permutationTest(table([3, 8], [0, 8]))).toBeGreaterThan(0.15)
    expect(whyInvalidRatesDiffer([rate('inline', 3, 8), rate('fifo', 0, 8)])).toBe(
      'invalid trials differ between strategies on launch-day: inline 3 of 8, fifo 0 of 8 (two trials and 20 points apart or more, whatever a test says)',
    )
    // Two trials, but of many; 20 points, but one trial.
    expect(invalidRatesDiffer([rate('inline', 3, 20), rate('fifo', 1, 20)])).toBe(false)
    expect(invalidRatesDiffer([rate('inline', 1, 5), rate('fifo', 0, 5)])).toBe(false)
    expect(invalidRatesDiffer([rate('fifo', 1, 10), rate('inline', 3, 10)])).toBe(true)
  })

  it("tell how little the test can see: Fisher's two-sided p of 4 of 8 against none is 0.077, of 3 it is 0.2", () => {
    expect(fewestThatDiffer(8)).toBe(4)
    expect(fewestThatDiffer(2)).toBeNull()
  })

  it('that are the same, or too few to tell, are no reason', () => {
    expect(whyInvalidRatesDiffer([rate('inline', 2, 8), rate('fifo', 1, 8)])).toBeNull()
    expect(whyInvalidRatesDiffer([rate('inline', 1, 1), rate('fifo', 0, 1)])).toBeNull()
    // Another scenario may well be harder to measure: it is not compared with this one.
    expect(whyInvalidRatesDiffer([rate('inline', 8, 8, 'a'), rate('inline', 0, 8, 'b')])).toBeNull()
  })
})

function byHand(rates: { invalid: number; trials: number }[]): number {
  const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k)
  const total = rates.reduce((sum, { invalid }) => sum + invalid, 0)
  const sizes = rates.map(({ trials }) => trials) as [number, number, number]
  const spread = (counts: number[]) => counts.reduce((sum, k, i) => sum + (sizes[i] === 0 ? 0 : k ** 2 / sizes[i]!), 0)
  const observed = spread(rates.map(({ invalid }) => invalid))
  let [all, asExtreme] = [0, 0]
  for (let x = 0; x <= sizes[0]; x++) {
    for (let y = 0; y <= sizes[1]; y++) {
      const z = total - x - y
      if (z < 0 || z > sizes[2]) continue
      const ways = choose(sizes[0], x) * choose(sizes[1], y) * choose(sizes[2], z)
      all += ways
      if (spread([x, y, z]) >= observed - 1e-9) asExtreme += ways
    }
  }
  return asExtreme / all
}
