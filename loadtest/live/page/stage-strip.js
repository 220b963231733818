/** @import { LiveTrial } from '../live-events.ts' */
import { element, setText } from './element.js'
import { isOver } from './live-store.js'
import { per } from './numbers.js'
import { isSurge, plannedS, stageSpans } from './stage-spans.js'

/** The stages of a trial as long as they last, filled as time goes by. */
export class StageStrip {
  #list
  #made = ''

  /** @param {HTMLElement} list an ordered list */
  constructor(list) {
    this.#list = list
  }

  /** @param {LiveTrial | null} trial */
  show(trial) {
    this.#list.hidden = !trial
    if (!trial) return
    const spans = stageSpans(trial)
    const made = JSON.stringify(spans)
    if (made !== this.#made) this.#list.replaceChildren(...spans.map(segment), drain())
    this.#made = made
    const second = trial.seconds.at(-1)?.second ?? -1
    const draining = second >= plannedS(trial) && !isOver(trial)
    this.#list.querySelectorAll('li').forEach((item, index) => {
      const span = spans[index]
      const isNow = !isOver(trial) && (span ? second >= span.from && second < span.to : draining)
      if (isNow) item.setAttribute('aria-current', 'step')
      else item.removeAttribute('aria-current')
      const done = span
        ? Math.min(1, Math.max(0, (second + 1 - span.from) / (span.to - span.from)))
        : Number(second >= plannedS(trial))
      item.style.setProperty('--done', `${Math.round(done * 1000) / 10}%`)
      const left = item.querySelector('.left')
      if (left) setText(left, isNow && span ? `${span.to - second - 1} s left` : '')
    })
  }
}

/** @param {import('./stage-spans.js').StageSpan} span */
function segment(span) {
  const { name, from, to, rate, rateTo } = span
  const load = rate === rateTo ? `${per(rate)} ×` : `${per(rate)} to ${per(rateTo)} ×`
  const item = element(
    'li',
    { class: isSurge(span) ? 'surge' : '' },
    element('b', {}, name),
    element('span', {}, load),
    element('span', { class: 'left' }),
  )
  item.style.flexGrow = String(to - from)
  return item
}

function drain() {
  return element('li', { class: 'drain' }, element('b', {}, 'drain'))
}
