/** @import { LiveControl, LiveOrder } from '../live-events.ts' */
import { isAble, setAble } from './able.js'
import { element, setText } from './element.js'
import { FaultSwitches } from './fault-switches.js'

/** A button that changes its meaning must not be hit twice by one double click. */
const HANDS_OFF_MS = 1000

/** Orders to the laboratory: a scenario, a strategy, faults. There is one only where the command takes orders. */
export class OrderForm {
  #section
  #send
  #scenario = element('select', { id: 'order-scenario', 'aria-describedby': 'order-scenario-hint' })
  #strategy = element('select', { id: 'order-strategy', 'aria-describedby': 'order-strategy-hint' })
  #scenarioHint = element('p', { id: 'order-scenario-hint', class: 'hint' })
  #strategyHint = element('p', { id: 'order-strategy-hint', class: 'hint' })
  #main = element('button', { type: 'submit', class: 'main' })
  #only = element('button', { type: 'button' }, 'Only change the strategy')
  #busy = element('p', { class: 'busy' })
  #problem = element('p', { class: 'problem', role: 'alert' })
  #report = element('p', { class: 'hint' })
  #faults
  /** @type {LiveControl | null} */
  #control = null
  #changedAt = -HANDS_OFF_MS
  #isSending = false
  /** @type {string | null} the trial that was told to stop */
  #stopping = null

  /**
   * @param {HTMLElement} section
   * @param {(order: LiveOrder) => Promise<string | null>} send returns why an order was refused
   */
  constructor(section, send) {
    this.#section = section
    this.#send = send
    this.#faults = new FaultSwitches((order) => this.#order(order))
    const form = element(
      'form',
      {},
      element('label', { for: 'order-scenario' }, 'Scenario'),
      this.#scenario,
      this.#scenarioHint,
      element('label', { for: 'order-strategy' }, 'Strategy'),
      this.#strategy,
      this.#strategyHint,
      element('div', { class: 'buttons' }, this.#main, this.#only),
      this.#busy,
      this.#problem,
      this.#report,
    )
    section.append(form, this.#faults.details)
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      if (isAble(this.#main) && performance.now() - this.#changedAt > HANDS_OFF_MS) void this.#order(this.#mainOrder())
    })
    this.#only.addEventListener('click', () => {
      if (isAble(this.#only)) void this.#order({ order: 'strategy', strategy: this.#strategy.value })
    })
    for (const select of [this.#scenario, this.#strategy]) select.addEventListener('change', () => this.#update())
  }

  /** @param {LiveControl | null} control */
  show(control) {
    this.#section.hidden = control === null
    if (control === null) return
    const before = this.#control
    this.#control = control
    fill(this.#scenario, control.scenarios)
    fill(this.#strategy, control.strategies)
    // What somebody is choosing stays, unless it was decided elsewhere.
    if (before?.chosen.scenario !== control.chosen.scenario) this.#scenario.value = control.chosen.scenario
    if (before?.chosen.strategy !== control.chosen.strategy) this.#strategy.value = control.chosen.strategy
    if (before && before.running !== control.running) this.#changedAt = performance.now()
    if (before?.problem !== control.problem) setText(this.#problem, control.problem ?? '')
    this.#update()
  }

  #update() {
    const control = this.#control
    if (control === null) return
    const scenario = control.scenarios.find(({ name }) => name === this.#scenario.value)
    const strategy = control.strategies.find(({ name }) => name === this.#strategy.value)
    const isBusy = control.busy !== null || this.#isSending
    setText(this.#scenarioHint, scenario?.summary ?? '')
    setText(this.#strategyHint, strategy?.summary ?? '')
    const { running } = control
    const isStopping = running !== null && running === this.#stopping
    const stops = isStopping ? 'Stopping' : 'Stop the trial'
    setText(this.#main, running === null ? `Start (${scenario?.durationS ?? '?'} s)` : stops)
    this.#main.dataset.stops = String(running !== null)
    // A trial can be stopped at any moment of it.
    setAble(this.#main, running === null ? !isBusy : !isStopping && !this.#isSending)
    setAble(this.#only, !isBusy && running === null && control.chosen.strategy !== this.#strategy.value)
    setText(this.#busy, control.busy ?? '')
    this.#showReport(control.reportUrl)
    this.#faults.show(control, !isBusy)
  }

  /** @param {string | null} url on this server */
  #showReport(url) {
    const known = this.#report.querySelector('a')?.getAttribute('href') ?? null
    if (known === url) return
    const link =
      url === null ? [] : [element('a', { href: url, target: '_blank', rel: 'noreferrer' }, 'Report of the trials so far')]
    this.#report.replaceChildren(...link)
  }

  /** @returns {LiveOrder} */
  #mainOrder() {
    if (this.#control?.running) return { order: 'stop' }
    return { order: 'start', strategy: this.#strategy.value, scenario: this.#scenario.value }
  }

  /** @param {LiveOrder} order */
  async #order(order) {
    if (this.#isSending) return
    this.#isSending = true
    this.#update()
    const problem = await this.#send(order)
    setText(this.#problem, problem ?? '')
    if (order.order === 'stop' && problem === null) this.#stopping = this.#control?.running ?? null
    this.#isSending = false
    this.#update()
  }
}

/**
 * Fills a list when its names have changed; what is chosen stays chosen.
 * @param {HTMLSelectElement} select
 * @param {readonly { name: string }[]} choices
 */
function fill(select, choices) {
  const names = choices.map(({ name }) => name)
  if (names.join('\n') === Array.from(select.options, ({ value }) => value).join('\n')) return
  const kept = select.value
  select.replaceChildren(...names.map((name) => element('option', { value: name }, name)))
  if (names.includes(kept)) select.value = kept
}
