import { describe, expect, it } from '@jest/globals'
import { dunnettCritical } from './dunnett.ts'

describe('dunnettCritical', () => {
  // C. W. Dunnett, "A multiple comparison procedure for comparing several treatments with a control", JASA 50 (1955), table 1a.
  it.each([
    [5, [2.44, 2.68, 2.85, 2.98, 3.08, 3.16, 3.24, 3.3]],
    [7, [2.27, 2.48, 2.62, 2.73, 2.82, 2.89, 2.95, 3.01]],
    [10, [2.15, 2.34, 2.47, 2.56, 2.64, 2.7, 2.76, 2.81]],
    [20, [2.03, 2.19, 2.3, 2.39, 2.46, 2.51, 2.56, 2.6]],
  ])('gives the published one-sided points with %i degrees of freedom', (degreesOfFreedom, published) => {
    published.forEach((point, index) => {
      // Two decimals, the last one not always rounded the usual way.
      expect(Math.abs(dunnettCritical(index + 2, degreesOfFreedom, 0.5) - point)).toBeLessThan(0.0065)
    })
  })

  it('gives the points of R’s multivariate t (cvSDDT of package DunnettTests as stored in mixtox: 5 degrees of freedom)', () => {
    const published = [2.015, 2.44, 2.681, 2.848, 2.974, 3.08]
    published.forEach((point, index) => expect(Math.abs(dunnettCritical(index + 1, 5, 0.5) - point)).toBeLessThan(0.003))
  })

  it('is Student’s t for one rival (1.895 with 7 degrees of freedom), and largest where nothing is shared', () => {
    expect(dunnettCritical(1, 7, 0)).toBeCloseTo(1.895, 2)
    expect(dunnettCritical(5, 7, 0)).toBeGreaterThan(dunnettCritical(5, 7, 0.5))
    // Bonferroni's bound, t at 1 - 0.05 / 5 = 2.998, is never reached.
    expect(dunnettCritical(5, 7, 0)).toBeLessThan(2.998)
  })
})
