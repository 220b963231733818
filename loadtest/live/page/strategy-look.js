/** Strategies are told apart by colour and by dash, the same as in the report (loadtest/reports/chart.ts; a test compares them). */
const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3], [14, 4], [5, 5]]
const COLOURS = 6

/** @typedef {{ colour: string, dash: readonly number[] }} Look colour: name of a CSS variable; dash: px, empty = solid */

/**
 * @param {string} strategy
 * @param {readonly string[]} order all strategies, in the order of the report
 * @returns {Look}
 */
export function lookOf(strategy, order) {
  const index = Math.max(0, order.indexOf(strategy))
  const round = Math.floor(index / COLOURS)
  return { colour: `--strategy-${(index % COLOURS) + 1}`, dash: DASHES[(index + round) % DASHES.length] ?? [] }
}
