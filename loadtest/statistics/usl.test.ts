import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Random } from '../citizens/random.ts'
import { fitUsl, type UslPoint, uslThroughput } from './usl.ts'

const points = (people: readonly number[], throughput: readonly number[]): UslPoint[] =>
  people.map((count, index) => ({ people: count, throughput: throughput[index]! }))

/** SPEC SDM 91 on a SPARCcenter 2000: Gunther, Guerrilla Capacity Planning (2007), data set specsdm91 of the R package usl 3.0. */
const SPEC = points([1, 18, 36, 72, 108, 144, 216], [64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775, 1702.2])
/** A Cisco server: Schwartz, Practical Scalability Analysis with the Universal Scalability Law (2015). */
const CISCO = points(
  Array.from({ length: 32 }, (_, index) => index + 1),
  [
    955.16, 1878.91, 2688.01, 3548.68, 4315.54, 5130.43, 5931.37, 6531.08, 7219.8, 7867.61, 8278.71, 8646.7, 9047.84, 9426.55,
    9645.37, 9897.24, 10097.6, 10240.5, 10532.39, 10798.52, 11151.43, 11518.63, 11806, 12089.37, 12075.41, 12177.29, 12211.41,
    12158.93, 12155.27, 12118.04, 12140.4, 12074.39,
  ],
)

describe('Universal Scalability Law', () => {
  it('gives the published fit of the SPEC SDM 91 data', () => {
    const { fit } = fitUsl(SPEC, 1)
    // README of the R package: alpha 0.0277285, beta 0.0001044, gamma 89.9952330, peak 1884 at 96.52.
    expect(fit!.sigma.value).toBeCloseTo(0.0277285, 6)
    expect(fit!.kappa.value).toBeCloseTo(0.0001044, 6)
    expect(fit!.lambda.value).toBeCloseTo(89.99523, 3)
    expect(fit!.peak!.people.value).toBeCloseTo(96.52, 1)
    expect(fit!.peak!.throughput.value).toBeCloseTo(1884, 0)
    // Its standard errors 0.0091217 and 14.2134894 with 4 degrees of freedom: half widths of 2.776 times as much.
    const half = ({ ci95 }: { ci95: readonly [number, number | null] }) => (ci95[1]! - ci95[0]) / 2
    expect(half(fit!.sigma) / (2.776 * 0.0091217)).toBeGreaterThan(0.6)
    expect(half(fit!.sigma) / (2.776 * 0.0091217)).toBeLessThan(1.6)
    expect(half(fit!.lambda) / (2.776 * 14.2134894)).toBeGreaterThan(0.6)
    expect(half(fit!.lambda) / (2.776 * 14.2134894)).toBeLessThan(1.6)
  })

  it('gives the published fit of the Cisco data', () => {
    const { fit } = fitUsl(CISCO, 1)
    expect(fit!.sigma.value).toBeCloseTo(0.02671591, 6)
    expect(fit!.kappa.value).toBeCloseTo(7.690945e-4, 8)
    expect(fit!.lambda.value).toBeCloseTo(995.6486, 2)
    // He gives 35 as the peak: more than the 32 of his measurements, so it is no figure here.
    expect(Math.floor(Math.sqrt((1 - fit!.sigma.value) / fit!.kappa.value))).toBe(35)
    expect(fit).toMatchObject({ peak: null, most: 32 })
    expect(fit!.rSquared).toBeCloseTo(0.9972, 3)
  })

  it('finds the parameters that made the points, whatever their size', () => {
    const law = fc.record({
      lambda: fc.double({ min: 0.1, max: 5000, noNaN: true }),
      sigma: fc.double({ min: 0.005, max: 0.3, noNaN: true }),
      peak: fc.double({ min: 15, max: 150, noNaN: true }),
    })
    fc.assert(
      fc.property(law, ({ lambda, sigma, peak }) => {
        const kappa = (1 - sigma) / peak ** 2
        const people = [1, 4, 10, 20, 50, 100, 200, 300]
        const { fit } = fitUsl(
          points(
            people,
            people.map((count) => uslThroughput([lambda, sigma, kappa], count)),
          ),
          1,
        )
        expect(fit!.lambda.value / lambda).toBeCloseTo(1, 3)
        expect(fit!.sigma.value).toBeCloseTo(sigma, 3)
        expect(fit!.peak!.people.value / peak).toBeCloseTo(1, 2)
      }),
      { numRuns: 30 },
    )
  })

  it('covers the truth in at least 88 of 100 noisy samples (of 400 drawn once: 92 to 94)', () => {
    const truth = [10, 0.03, 0.0004] as const
    const people = [1, 5, 10, 20, 40, 60, 90, 120]
    const covered = { sigma: 0, kappa: 0, peak: 0 }
    let fits = 0
    for (let sample = 0; sample < 60; sample++) {
      const random = new Random('usl-coverage', sample)
      const noisy = people.map((count) => uslThroughput(truth, count) + 3 * normal(random))
      const { fit } = fitUsl(points(people, noisy), sample, 200)
      if (fit === null) continue
      fits += 1
      const holds = ([low, high]: readonly [number, number | null], value: number) => low <= value && value <= (high ?? Infinity)
      covered.sigma += Number(holds(fit.sigma.ci95, truth[1]))
      covered.kappa += Number(holds(fit.kappa.ci95, truth[2]))
      covered.peak += Number(holds(fit.peak!.people.ci95, Math.sqrt((1 - truth[1]) / truth[2])))
    }
    expect(fits).toBeGreaterThan(55)
    for (const count of Object.values(covered)) expect(count / fits).toBeGreaterThan(0.88)
  })

  it('refuses what the law does not describe, with the reason', () => {
    const people = [1, 2, 5, 10, 20, 50]
    const reason = (throughput: readonly number[]) => fitUsl(points(people, throughput), 1).refused
    expect(fitUsl(SPEC.slice(0, 5), 1)).toMatchObject({ fit: null, refused: /5 numbers of people.*at least 6/ })
    expect(reason([0, 0, 0, 0, 0, 0])).toMatch(/nothing came out/)
    expect(reason([1, 2, 5, 10, 20, 50])).toMatch(/sigma is at its bound 0/)
    expect(reason(people.map((count) => uslThroughput([3, 0.1, 0], count)))).toMatch(/kappa is at its bound 0/)
    expect(reason([30, 3, 25, 1, 28, 2])).toMatch(/R squared/)
    // A wall: as many as twelve, then nobody.
    expect(fitUsl(points([1, 3, 6, 12, 24, 48, 96], [1, 3, 6, 12, 12, 12, 2]), 1).refused).not.toBeNull()
  })

  it('gives the same intervals again for the same seed', () => {
    expect(fitUsl(SPEC, 7)).toEqual(fitUsl(SPEC, 7))
  })
})

/** Box and Muller 1958. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform())
}
