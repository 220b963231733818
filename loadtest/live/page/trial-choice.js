/** @import { LiveState, LiveTrial } from '../live-events.ts' */
import { element } from './element.js'
import { isOver } from './live-store.js'

const FOLLOW = ''

/** Which trial is shown in full: the newest, whichever that is, or one of those that are over. */
export class TrialChoice {
  #label
  #select
  #made = ''

  /**
   * @param {HTMLElement} label with a select in it
   * @param {() => void} onChange
   */
  constructor(label, onChange) {
    this.#label = label
    this.#select = /** @type {HTMLSelectElement} */ (label.querySelector('select'))
    this.#select.addEventListener('change', onChange)
  }

  /**
   * @param {LiveState} state
   * @returns {LiveTrial | null} the one to show; null = there is none
   */
  chosen({ trials }) {
    const ofOld = trials.slice(0, -1).filter((trial) => isOver(trial) && trial.seconds.length > 0)
    this.#label.hidden = ofOld.length === 0
    const made = JSON.stringify(ofOld.map(({ id }) => id))
    if (made !== this.#made) this.#make(ofOld)
    this.#made = made
    return trials.find(({ id }) => id === this.#select.value) ?? trials.at(-1) ?? null
  }

  /** @param {string} trialId */
  choose(trialId) {
    this.#select.value = trialId
    // The newest has no entry of its own: it is the one that is followed.
    if (this.#select.selectedIndex === -1) this.#select.value = FOLLOW
  }

  /** @param {readonly LiveTrial[]} trials */
  #make(trials) {
    const kept = this.#select.value
    const several = new Set(trials.map(({ block }) => block)).size > 1
    this.#select.replaceChildren(
      element('option', { value: FOLLOW }, 'the newest'),
      ...trials.toReversed().map(({ id, strategy, scenario, block }) => {
        return element('option', { value: id }, `${strategy}, ${scenario}${several ? `, block ${block}` : ''}`)
      }),
    )
    this.choose(kept)
  }
}
