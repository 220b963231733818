/** @import { LiveState, LiveTrial } from '../live-events.ts' */
/** @import { Look } from './strategy-look.js' */
import { element, placeOf, setText } from './element.js'
import { fatesBar, fatesKey } from './fates-bar.js'
import { outcomeOf } from './happenings.js'
import { KeyFigures, soFar } from './key-figures.js'
import { LiveChart } from './live-chart.js'
import { isOver } from './live-store.js'
import { SecondsTable } from './seconds-table.js'
import { StageStrip } from './stage-strip.js'
import { lookOf } from './strategy-look.js'
import { swatch } from './swatch.js'
import { TRIAL_CHARTS } from './trial-charts.js'

/** One trial in full: where it stands, its figures, its curves, its seconds. */
export class TrialView {
  #title = placeOf('now-title')
  #portal = placeOf('now-portal')
  #about = placeOf('now-about')
  #idle = placeOf('now-idle')
  #soFar = placeOf('now-so-far')
  #fates = placeOf('now-fates')
  #fatesShown = ''
  #place = placeOf('now-charts')
  #stages = new StageStrip(placeOf('now-stages'))
  #figures = new KeyFigures(placeOf('now-figures'))
  #table = new SecondsTable(/** @type {HTMLDetailsElement} */ (placeOf('now-table')))
  #charts = TRIAL_CHARTS.map((chart, index) => ({
    ...chart,
    place: new LiveChart({ sync: 'now', wordy: index === 0, readsLatest: true }),
  }))
  #named = ''

  constructor() {
    this.#place.append(...this.#charts.map(({ place }) => place.figure))
  }

  /**
   * @param {LiveState} state
   * @param {LiveTrial | null} trial null = there has been none
   */
  show(state, trial) {
    const look = lookOf(trial?.strategy ?? '', state.strategies)
    this.#name(trial, look, state)
    setText(this.#about, aboutOf(state, trial))
    this.#idle.hidden = trial !== null || state.control === null
    this.#showPortal(trial)
    this.#stages.show(trial)
    // The last second of a trial that is over is of no interest any more.
    this.#figures.show(trial && !isOver(trial) ? trial : null, look.colour)
    this.#showPeople(trial)
    this.#place.hidden = trial === null || (isOver(trial) && trial.seconds.length === 0)
    if (trial) for (const { place, title, model } of this.#charts) place.show(model(trial, look), { title })
    this.#table.show(trial)
  }

  /**
   * @param {LiveTrial | null} trial
   * @param {Look} look
   * @param {LiveState} state
   */
  #name(trial, look, state) {
    const named = JSON.stringify([trial?.strategy, trial?.scenario, look, state.control?.chosen])
    if (named === this.#named) return
    this.#named = named
    const idle = state.control ? `The portal runs with ${state.control.chosen.strategy}; nobody comes` : 'No trial has begun yet'
    if (trial === null) setText(this.#title, idle)
    else
      this.#title.replaceChildren(
        swatch(look),
        `${trial.strategy} `,
        element('span', { class: 'under' }, `under ${trial.scenario}`),
      )
  }

  /**
   * What has become of the people, so far or in the end.
   * @param {LiveTrial | null} trial
   */
  #showPeople(trial) {
    const isEnded = trial !== null && isOver(trial)
    const text = trial === null ? '' : isEnded ? outcomeOf(trial) : trial.seconds.length > 0 ? soFar(trial) : ''
    this.#soFar.hidden = text === ''
    setText(this.#soFar, text)
    const citizens = trial?.result?.citizens
    this.#fates.hidden = !citizens || citizens.scheduled === 0
    const shown = JSON.stringify(citizens ?? null)
    if (shown === this.#fatesShown) return
    this.#fatesShown = shown
    this.#fates.replaceChildren(...(trial?.result && citizens ? [fatesKey([trial.result]), fatesBar(citizens)] : []))
  }

  /** @param {LiveTrial | null} trial */
  #showPortal(trial) {
    const last = trial && !isOver(trial) ? trial.seconds.at(-1) : undefined
    this.#portal.hidden = last === undefined
    if (!last) return
    this.#portal.dataset.up = String(last.portalUp)
    const deaths = trial?.exits.length ?? 0
    this.#portal.dataset.deaths = String(deaths > 0)
    const died = deaths === 0 ? '' : `, ${deaths} ${deaths === 1 ? 'death' : 'deaths'}`
    setText(this.#portal, `${last.portalUp ? 'portal is up' : 'PORTAL IS DOWN'}${died}`)
  }
}

/**
 * @param {LiveState} state
 * @param {LiveTrial | null} trial
 */
function aboutOf({ trials, planned }, trial) {
  if (trial === null) return ''
  // A trial that is run again because it was invalid is none more.
  const number = trials.slice(0, trials.indexOf(trial) + 1).filter((one) => !isAgain(one)).length
  const place = planned !== null && planned > 1 ? `trial ${number} of ${planned}` : `trial ${number}`
  const again = isAgain(trial) ? ', run again because it was invalid' : ''
  const who = `${place}${again}, block ${trial.block}, seed ${trial.seed}`
  return trial.phase === null || isOver(trial) ? who : `${who}: ${trial.phase}`
}

/** @param {LiveTrial} trial */
function isAgain({ id }) {
  return id.endsWith('-r2')
}
