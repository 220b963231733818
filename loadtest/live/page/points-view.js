/** @import { LiveExit, LivePoint } from '../live-events.ts' */
import { element } from './element.js'
import { causeOf } from './happenings.js'
import { whole } from './numbers.js'

/** The closed population: so many people at once, and how it went. */
export class PointsView {
  #section
  #body = element('tbody')
  #shown = ''

  /** @param {HTMLElement} section */
  constructor(section) {
    this.#section = section
    const heads = ['People', 'Strategy', 'How it goes', 'Deaths'].map((head) => element('th', { scope: 'col' }, head))
    const table = element('table', {}, element('thead', {}, element('tr', {}, ...heads)), this.#body)
    section.append(element('div', { class: 'scroller', tabindex: '0', role: 'region', 'aria-label': 'People at once' }, table))
  }

  /** @param {readonly LivePoint[]} points */
  show(points) {
    this.#section.hidden = points.length === 0
    const shown = JSON.stringify(points)
    if (shown === this.#shown) return
    this.#shown = shown
    this.#body.replaceChildren(...points.map(row))
  }
}

/** @param {LivePoint} point */
function row({ title, strategy, phase, result, exits }) {
  return element(
    'tr',
    result === null ? { 'aria-current': 'true' } : {},
    element('th', { scope: 'row' }, title),
    element('td', {}, strategy),
    element('td', { class: 'words' }, result ?? phase ?? ''),
    element('td', { class: exits.length > 0 ? 'words died' : 'words' }, deaths(exits)),
  )
}

/** @param {readonly LiveExit[]} exits */
function deaths(exits) {
  const [first] = exits
  if (!first) return 'none'
  const more = exits.length > 1 ? `, the first of ${whole(exits.length)}` : ''
  return `${first.process} at ${Math.floor(first.atS)} s: ${causeOf(first)}${more}`
}
