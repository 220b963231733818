/** @import { Look } from './strategy-look.js' */

/**
 * @typedef {object} Series
 * @property {string} label
 * @property {string} colour name of a CSS variable
 * @property {readonly number[]} dash px; empty = solid
 * @property {'line' | 'steps' | 'area'} shape
 * @property {number} width px
 * @property {readonly (number | null)[]} values what is read out, one a second; unknown = null
 * @property {readonly (number | null)[]} plotted where it is drawn: of areas on top of each other the sum so far
 */

/**
 * @param {string} label
 * @param {Look} look
 * @param {readonly (number | null)[]} values
 * @param {{ width?: number }} [options]
 * @returns {Series}
 */
export function line(label, { colour, dash }, values, { width = 2 } = {}) {
  return { label, colour, dash, shape: 'line', width, values, plotted: values }
}

/**
 * @param {string} label
 * @param {Look} look
 * @param {readonly (number | null)[]} values each holds for the whole second
 * @returns {Series}
 */
export function steps(label, look, values) {
  return { ...line(label, look, values, { width: 1.25 }), shape: 'steps' }
}

/**
 * @param {string} label
 * @param {string} colour
 * @param {readonly (number | null)[]} values
 * @param {readonly (number | null)[]} [plotted]
 * @returns {Series}
 */
export function area(label, colour, values, plotted = values) {
  return { label, colour, dash: [], shape: 'area', width: 0, values, plotted }
}

/**
 * Areas on top of each other, the first at the bottom. The highest sum is drawn first, and the others over it.
 * @param {readonly (readonly [label: string, colour: string, values: readonly (number | null)[]])[]} layers
 * @returns {Series[]}
 */
export function stacked(layers) {
  /** @type {readonly (number | null)[]} */
  let below = []
  const areas = layers.map(([label, colour, values]) => {
    const under = below
    below = values.map((value, at) => (value === null ? null : value + (under[at] ?? 0)))
    return area(label, colour, values, below)
  })
  return areas.reverse()
}
