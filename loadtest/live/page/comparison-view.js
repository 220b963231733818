/** @import { LiveState, LiveTrial } from '../live-events.ts' */
/** @import { Arm } from './arms.js' */
import { armsOf, shownOf } from './arms.js'
import { sharedRange } from './chart-scale.js'
import { element, setText } from './element.js'
import { fatesBar, fatesKey } from './fates-bar.js'
import { outcomeOf } from './happenings.js'
import { LiveChart } from './live-chart.js'
import { isOver } from './live-store.js'
import { resultsTable } from './results-table.js'
import { lookOf } from './strategy-look.js'
import { TRIAL_CHARTS } from './trial-charts.js'

/** Strategies side by side as their trials end: the same picture of each on the same axes, what became of the people, and a table. */
export class ComparisonView {
  #section
  #onChoose
  #measure = element('select')
  #unit = element('span', { class: 'axis' })
  #panels = element('div', { class: 'panels' })
  #key = element('div')
  #results = element('div')
  #note = element('p', { class: 'note' })
  /** @type {Map<string, Panel>} */
  #byArm = new Map()
  /** @type {LiveState | null} */
  #state = null
  #shown = ''

  /**
   * @param {HTMLElement} section
   * @param {(trialId: string) => void} onChoose somebody wants to see a trial in full
   */
  constructor(section, onChoose) {
    this.#section = section
    this.#onChoose = onChoose
    this.#measure.append(...TRIAL_CHARTS.map(({ id, title }) => element('option', { value: id }, title)))
    this.#measure.addEventListener('change', () => this.#draw())
    const choice = element('label', { class: 'choice' }, 'Picture ', this.#measure, ' ', this.#unit)
    const head = element('div', { class: 'now-head' })
    head.append(...section.childNodes, choice)
    section.append(head, this.#note, this.#key, this.#panels, this.#results)
  }

  /** @param {LiveState} state */
  show(state) {
    this.#state = state
    const over = state.trials.filter(isOver)
    const isSingle = state.planned === 1
    this.#section.hidden = state.trials.length === 0 || (isSingle && over.length === 0)
    this.#note.hidden = over.length > 0
    setText(this.#note, 'Every strategy gets a place here when its trial is over.')
    this.#panels.hidden = over.length === 0
    if (this.#section.hidden) return
    // The one that runs is in full above; here it would be drawn a second time every second.
    const shown = JSON.stringify(state.trials.map((trial) => [trial.id, isOver(trial)]))
    if (shown === this.#shown) return
    this.#shown = shown
    const table = resultsTable(state)
    this.#results.replaceChildren(...(table ? [table] : []))
    const results = over.flatMap(({ result }) => (result ? [result] : []))
    this.#key.replaceChildren(...(results.length > 0 ? [fatesKey(results)] : []))
    this.#draw()
  }

  #draw() {
    const state = this.#state
    const chart = TRIAL_CHARTS.find(({ id }) => id === this.#measure.value) ?? TRIAL_CHARTS[0]
    if (!state || !chart) return
    const arms = armsOf(state.trials.filter(isOver), state.strategies)
    const drawn = arms.flatMap((arm) => {
      const trial = shownOf(arm) ?? arm.trials.at(-1)
      return trial ? [{ arm, trial, model: chart.model(trial, lookOf(arm.strategy, state.strategies)) }] : []
    })
    setText(this.#unit, drawn[0]?.model.unit ?? '')
    const byScenario = Map.groupBy(drawn, ({ arm }) => arm.scenario)
    for (const group of byScenario.values()) {
      const models = group.map(({ model }) => model)
      const common = {
        picture: chart.title,
        range: sharedRange(models),
        lengthS: Math.max(...models.map(({ lengthS }) => lengthS)),
      }
      for (const { arm, trial, model } of group) {
        const name = byScenario.size > 1 ? `${arm.strategy}, ${arm.scenario}` : arm.strategy
        this.#panelOf(arm).show(trial, name, model, common)
      }
    }
    this.#panels.append(...drawn.flatMap(({ arm }) => this.#byArm.get(keyOf(arm))?.article ?? []))
    const kept = new Set(arms.map(keyOf))
    for (const [key, panel] of this.#byArm) if (!kept.has(key)) this.#remove(key, panel)
  }

  /** @param {Arm} arm */
  #panelOf(arm) {
    const key = keyOf(arm)
    const panel = this.#byArm.get(key) ?? new Panel(this.#onChoose)
    this.#byArm.set(key, panel)
    return panel
  }

  /**
   * @param {string} key
   * @param {Panel} panel
   */
  #remove(key, panel) {
    panel.destroy()
    this.#byArm.delete(key)
  }
}

/** One strategy's place. */
class Panel {
  #chart = new LiveChart({ sync: 'compare', wordy: false, readsLatest: false })
  #name = element('h3')
  #invalid = element('span', { class: 'invalid' }, 'invalid')
  #full = element('button', { type: 'button', class: 'quiet' }, 'Show in full')
  #fates = element('div')
  #outcome = element('p', { class: 'outcome' })
  #trialId = ''

  /** @param {(trialId: string) => void} onChoose */
  constructor(onChoose) {
    this.#full.addEventListener('click', () => onChoose(this.#trialId))
    this.article = element(
      'article',
      { class: 'panel' },
      element('div', { class: 'panel-head' }, this.#name, this.#invalid, this.#full),
      this.#chart.figure,
      this.#fates,
      this.#outcome,
    )
  }

  /**
   * @param {LiveTrial} trial
   * @param {string} name
   * @param {import('./chart-model.js').ChartModel} model
   * @param {{ picture: string, range: [number, number], lengthS: number }} common
   */
  show(trial, name, model, { picture, range, lengthS }) {
    this.#trialId = trial.id
    setText(this.#name, name)
    this.#full.setAttribute('aria-label', `Show in full: ${name}`)
    this.#full.hidden = trial.seconds.length === 0
    this.#invalid.hidden = trial.result?.valid !== false
    this.#chart.figure.hidden = trial.seconds.length === 0
    this.#chart.show(model, { title: '', name: `${name}: ${picture}`, range, lengthS })
    const citizens = trial.result?.citizens
    this.#fates.replaceChildren(...(citizens && citizens.scheduled > 0 ? [fatesBar(citizens)] : []))
    setText(this.#outcome, outcomeOf(trial))
  }

  destroy() {
    this.#chart.destroy()
    this.article.remove()
  }
}

/** @param {Arm} arm */
function keyOf({ strategy, scenario }) {
  return JSON.stringify([strategy, scenario])
}
