/** @import { LiveResult } from '../live-events.ts' */
import { element } from './element.js'
import { percent, whole } from './numbers.js'

/** Names and looks as in the report. @type {readonly (readonly [keyof LiveResult['citizens'], string])[]} */
export const FATES = [
  ['served', 'permit within 30 s'],
  ['late', 'later'],
  ['waiting', 'still waiting'],
  ['turnedAway', 'turned away'],
  ['gaveUp', 'gave up'],
  ['notSent', 'not sent'],
]
/** Narrower parts carry no figure: it would not fit. */
const ROOM_FOR_FIGURE = 0.16

/**
 * What became of all who came, as one bar.
 * @param {LiveResult['citizens']} citizens
 * @returns {HTMLElement}
 */
export function fatesBar(citizens) {
  const parts = FATES.filter(([fate]) => citizens[fate] > 0)
  const words = parts.map(([fate, name]) => `${whole(citizens[fate])} ${name}`).join(', ')
  const alt = `Of ${whole(citizens.scheduled)} people: ${words}`
  return element(
    'div',
    { class: 'fates', role: 'img', 'aria-label': alt, title: alt },
    ...parts.map(([fate]) => {
      const share = citizens[fate] / citizens.scheduled
      const part = element('span', { class: fate }, share >= ROOM_FOR_FIGURE ? percent(share) : '')
      part.style.flexGrow = share.toFixed(5)
      return part
    }),
  )
}

/**
 * @param {readonly LiveResult[]} results
 * @returns {HTMLElement} what the parts of the bars mean
 */
export function fatesKey(results) {
  const shown = FATES.filter(([fate]) => fate !== 'notSent' || results.some(({ citizens }) => citizens.notSent > 0))
  const items = shown.map(([fate, name]) => element('li', {}, element('i', { class: `square ${fate}` }), name))
  return element('ul', { class: 'key', 'aria-hidden': 'true' }, ...items)
}
