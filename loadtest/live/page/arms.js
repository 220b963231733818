/** @import { LiveResult, LiveTrial } from '../live-events.ts' */

/**
 * @typedef {object} Arm trials of one strategy under one scenario
 * @property {string} strategy
 * @property {string} scenario
 * @property {LiveTrial[]} trials
 */

/**
 * @param {readonly LiveTrial[]} trials
 * @param {readonly string[]} order of the strategies
 * @returns {Arm[]} scenario by scenario, in that order
 */
export function armsOf(trials, order) {
  const byName = Map.groupBy(trials, ({ strategy, scenario }) => JSON.stringify([strategy, scenario]))
  const arms = Array.from(byName.values(), (trials) => ({
    strategy: trials[0]?.strategy ?? '',
    scenario: trials[0]?.scenario ?? '',
    trials,
  }))
  const scenarios = arms.map(({ scenario }) => scenario)
  /** @param {Arm} arm */
  const place = ({ strategy, scenario }) => scenarios.indexOf(scenario) * order.length + order.indexOf(strategy)
  return arms.sort((a, b) => place(a) - place(b))
}

/**
 * The trial that stands for an arm: the last valid one that still has its seconds; else the last that is over, or runs.
 * @param {Arm} arm
 * @returns {LiveTrial | null}
 */
export function shownOf({ trials }) {
  const drawable = trials.filter(({ seconds }) => seconds.length > 0)
  const [valid, ended] = [drawable.findLast(({ result }) => result?.valid), drawable.findLast(({ result }) => result !== null)]
  return valid ?? ended ?? drawable.at(-1) ?? null
}

/**
 * Results that count: of valid trials; when there is none, of the invalid ones, which are marked.
 * @param {Arm} arm
 * @returns {{ results: LiveResult[], valid: number, ended: number }}
 */
export function countedOf({ trials }) {
  const ended = trials.flatMap(({ result }) => (result === null ? [] : [result]))
  const valid = ended.filter((result) => result.valid)
  return { results: valid.length > 0 ? valid : ended, valid: valid.length, ended: ended.length }
}

/**
 * @param {readonly LiveResult[]} results
 * @param {(result: LiveResult) => number | null} of
 * @returns {number | null} mean of what is known; null = nothing is
 */
export function meanOf(results, of) {
  const known = results.map(of).filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}
