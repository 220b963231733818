/** @import { LiveTrial } from '../live-events.ts' */
import { element } from './element.js'
import { happeningsOf } from './happenings.js'

/** A crash loop has no end of its own. */
const MOST_SHOWN = 60

/** What happened in the trial that is shown, the newest first. */
export class HappeningsList {
  #section
  #list
  #shown = ''

  /** @param {HTMLElement} section with a list in it */
  constructor(section) {
    this.#section = section
    this.#list = /** @type {HTMLElement} */ (section.querySelector('ol'))
  }

  /** @param {LiveTrial | null} trial */
  show(trial) {
    const happenings = trial === null ? [] : happeningsOf(trial).reverse().slice(0, MOST_SHOWN)
    this.#section.hidden = happenings.length === 0
    const shown = JSON.stringify([trial?.id, happenings])
    if (shown === this.#shown) return
    this.#shown = shown
    this.#list.replaceChildren(
      ...happenings.map(({ atS, kind, text }) =>
        element(
          'li',
          { 'data-kind': kind },
          element('span', { class: 'when' }, `${Math.floor(atS)} s`),
          element('span', {}, text),
        ),
      ),
    )
  }
}
