/** @import { LiveControl, LiveOrder } from '../live-events.ts' */
import { isAble, setAble } from './able.js'
import { element, setText } from './element.js'

/** @typedef {LiveControl['faults'][number]} Fault */
/** @typedef {{ button: HTMLButtonElement, fault: Fault }} Switch */

/** What can be made to go wrong: a switch for what lasts, a button for a single blow. */
export class FaultSwitches {
  /** Where there is little room they would push away what they are for. */
  details = element('details', { class: 'faults' }, element('summary', {}, 'Faults'))
  #list = element('ul')
  #onOrder
  /** @type {Map<string, Switch>} */
  #switches = new Map()

  /** @param {(order: LiveOrder) => void} onOrder */
  constructor(onOrder) {
    this.#onOrder = onOrder
    this.details.append(this.#list)
    this.details.open = matchMedia('(min-width: 68rem)').matches
  }

  /**
   * @param {LiveControl} control
   * @param {boolean} able
   */
  show({ faults }, able) {
    this.details.hidden = faults.length === 0
    for (const fault of faults) {
      const { button } = this.#switchOf(fault)
      setAble(button, able)
      if (fault.momentary) continue
      button.setAttribute('aria-checked', String(fault.on))
      setText(button, fault.on ? 'on' : 'off')
    }
  }

  /** @param {Fault} fault */
  #switchOf(fault) {
    const known = this.#switches.get(fault.name)
    if (known) {
      known.fault = fault
      return known
    }
    const id = `fault-${this.#switches.size}`
    const button = element('button', {
      type: 'button',
      id,
      'aria-labelledby': `${id} ${id}-name`,
      'aria-describedby': `${id}-hint`,
    })
    /** @type {Switch} */
    const made = { button, fault }
    if (fault.momentary) button.append('do it')
    else {
      button.setAttribute('role', 'switch')
      button.setAttribute('aria-labelledby', `${id}-name`)
    }
    button.addEventListener('click', () => {
      const { name, momentary, on } = made.fault
      if (isAble(button)) this.#onOrder({ order: 'fault', fault: name, on: momentary || !on })
    })
    this.#switches.set(fault.name, made)
    this.#list.append(
      element(
        'li',
        {},
        element('span', { class: 'name', id: `${id}-name` }, fault.name),
        button,
        element('span', { class: 'hint', id: `${id}-hint` }, fault.summary),
      ),
    )
    return made
  }
}
