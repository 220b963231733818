/** @import { LiveResult, LiveState } from '../live-events.ts' */
/** @import { Arm } from './arms.js' */
import { armsOf, countedOf, meanOf } from './arms.js'
import { element } from './element.js'
import { latency, per, percent, seconds, UNKNOWN, whole } from './numbers.js'

/** @typedef {(result: LiveResult) => number | null} Of */
/** @type {readonly (readonly [head: string, of: Of, format: import('./numbers.js').Format])[]} */
const COLUMNS = [
  ['Permits/s before', ({ permitGoodputPerS }) => permitGoodputPerS.before, per],
  ['in the surge', ({ permitGoodputPerS }) => permitGoodputPerS.during, per],
  ['after', ({ permitGoodputPerS }) => permitGoodputPerS.after, per],
  ['Served of those who came in the surge', ({ servedShareDuring }) => servedShareDuring, percent],
  ['Permit within 30\u00a0s', ({ citizens }) => citizens.served, whole],
  ['Later', ({ citizens }) => citizens.late, whole],
  ['Still waiting', ({ citizens }) => citizens.waiting, whole],
  ['Turned away', ({ citizens }) => citizens.turnedAway, whole],
  ['Gave up', ({ citizens }) => citizens.gaveUp, whole],
  ['p99 of answers and of those who gave up (at least)', ({ p99Ms }) => p99Ms, latency],
  ['Pages opened', ({ pageOpened }) => pageOpened, percent],
  ['Recovered after', ({ recoveryS }) => recoveryS, seconds],
  ['Deaths', ({ crashes }) => crashes, per],
]

/**
 * The figures of all trials that are over, a row a strategy: means over its valid trials.
 * @param {LiveState} state
 * @returns {HTMLElement | null} null = none is over
 */
export function resultsTable({ trials, strategies }) {
  const arms = armsOf(trials, strategies).filter((arm) => countedOf(arm).ended > 0)
  if (arms.length === 0) return null
  const heads = [
    ...['Strategy', 'Trials'].map((head) => element('th', { scope: 'col' }, head)),
    ...COLUMNS.map(([head]) => element('th', { scope: 'col', class: 'number' }, head)),
  ]
  const severalScenarios = new Set(arms.map(({ scenario }) => scenario)).size > 1
  const table = element(
    'table',
    {},
    element('caption', {}, captionOf(arms)),
    element('thead', {}, element('tr', {}, ...heads)),
    element('tbody', {}, ...arms.map((arm) => row(arm, severalScenarios))),
  )
  return element('div', { class: 'scroller', tabindex: '0', role: 'region', 'aria-label': 'Results so far' }, table)
}

/** @param {readonly Arm[]} arms */
function captionOf(arms) {
  const counted = arms.map(countedOf)
  const means = counted.some(({ ended }) => ended > 1) ? ', means of the valid trials' : ''
  const invalid = counted.some(({ valid }) => valid === 0) ? '; where no trial is valid, of the invalid ones: not to be used' : ''
  return `Results so far${means}${invalid}`
}

/**
 * @param {Arm} arm
 * @param {boolean} withScenario
 */
function row(arm, withScenario) {
  const { results, valid, ended } = countedOf(arm)
  const name = withScenario ? `${arm.strategy}, ${arm.scenario}` : arm.strategy
  const figures = COLUMNS.map(([, of, format]) => {
    const text = format(meanOf(results, of))
    return element('td', { class: text === UNKNOWN ? 'number unknown' : 'number' }, text)
  })
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, name),
    element('td', valid === 0 ? { class: 'invalid' } : {}, trialsInWords(valid, ended)),
    ...figures,
  )
}

/**
 * @param {number} valid
 * @param {number} ended
 */
function trialsInWords(valid, ended) {
  if (valid === 0) return `${ended === 1 ? 'invalid' : `all ${ended} invalid`}: shown, not to be used`
  return valid === ended ? String(ended) : `${valid} of ${ended}`
}
