import jstat from 'jstat'

/** Upper bound of the search: with 7 degrees of freedom or more and any number of strategies the point is below 8. */
const LARGEST = 20

/**
 * Upper 95 % point of the largest of several t variables that share their standard error (Dunnett, JASA 50, 1955): with it, each of
 * `rivals` differences from one has a one-sided bound, and all of them hold together. By numerical integration (trapezoids, which
 * converge fast where both ends vanish) over the standard error and over what the variables have in common.
 * @param degreesOfFreedom 3 or more
 * @param correlation between two of the differences, below 1; 0 is the safe choice where it is not known (Slepian's inequality)
 */
export function dunnettCritical(rivals: number, degreesOfFreedom: number, correlation: number): number {
  // Density of the standard error of normal values as a multiple of the true one: chi over the root of its degrees of freedom.
  const errors = weights(0.02, 4, 0.04, (s) => Math.exp((degreesOfFreedom - 1) * Math.log(s) - (degreesOfFreedom * s * s) / 2))
  const shared = correlation === 0 ? [{ x: 0, weight: 1 }] : weights(-8, 8, 0.25, (x) => Math.exp((-x * x) / 2))
  const below = (bound: number, z: number) =>
    jstat.normal.cdf((bound + Math.sqrt(correlation) * z) / Math.sqrt(1 - correlation), 0, 1) ** rivals
  const allBelow = (bound: number) => mean(errors, (s) => mean(shared, (z) => below(bound * s, z)))
  let [low, high] = [0, LARGEST]
  while (high - low > 1e-4) {
    const middle = (low + high) / 2
    if (allBelow(middle) < 0.95) low = middle
    else high = middle
  }
  return high
}

interface Weighted {
  x: number
  weight: number
}

/** Points at equal distances, weighted by a density that need not integrate to 1. */
function weights(from: number, to: number, step: number, density: (x: number) => number): Weighted[] {
  const points = Array.from({ length: Math.round((to - from) / step) + 1 }, (_, index) => from + index * step)
  const sum = points.reduce((total, x) => total + density(x), 0)
  return points.map((x) => ({ x, weight: density(x) / sum }))
}

function mean(points: readonly Weighted[], value: (x: number) => number): number {
  return points.reduce((sum, { x, weight }) => sum + weight * value(x), 0)
}
