/** @import { ChartModel } from './chart-model.js' */

const STEPS = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]
/** Room above the highest value. */
const HEADROOM = 1.04

/**
 * The next round number: so a scale that grows with the figures changes now and then, and not every second.
 * @param {number} value above 0
 * @returns {number}
 */
export function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value))
  // 3 * 0.1 is a little more than 0.3.
  return power * (STEPS.find((step) => step * power >= value * (1 - 1e-9)) ?? 10)
}

/**
 * The vertical range that the models ask for together, so that they can be compared.
 * @param {readonly ChartModel[]} models of the same measure
 * @returns {[number, number]}
 */
export function sharedRange(models) {
  const values = models
    .flatMap(({ series, notes }) => [...series.flatMap(({ plotted }) => plotted), ...notes.levels.map(({ at }) => at)])
    .filter((value) => value !== null)
  if (models[0]?.log) {
    const positive = values.filter((value) => value > 0)
    const [low, high] = [Math.min(10, ...positive), Math.max(100, ...positive)]
    return [10 ** Math.floor(Math.log10(low)), 10 ** Math.ceil(Math.log10(high))]
  }
  const least = Math.max(...models.map(({ leastTop }) => leastTop))
  const highest = Math.max(...values)
  return [0, roundUp(highest > least ? highest * HEADROOM : least)]
}

/**
 * @param {number} min a power of ten
 * @param {number} max a power of ten
 * @returns {number[]}
 */
export function powersOfTen(min, max) {
  const first = Math.round(Math.log10(min))
  return Array.from({ length: Math.round(Math.log10(max)) - first + 1 }, (_, power) => 10 ** (first + power))
}
