/** @import { LiveTrial } from '../live-events.ts' */
/** @import { TrialSecond } from '../../trials/observer.ts' */
import { element } from './element.js'
import { latency, megabytes, percent, whole } from './numbers.js'

/** @type {readonly (readonly [head: string, of: (second: TrialSecond) => string])[]} */
const COLUMNS = [
  ['Stage', ({ stage }) => stage],
  ['People come', ({ arriving }) => whole(arriving)],
  ['Permits within 30 s', ({ served }) => whole(served)],
  ['Permits later', ({ late }) => whole(late)],
  ['Acknowledged', ({ acknowledged }) => whole(acknowledged)],
  ['Turned away', ({ turnedAway }) => whole(turnedAway)],
  ['Gave up', ({ gaveUp }) => whole(gaveUp)],
  ['p50 of answers and of those who gave up (at least)', ({ p50Ms }) => latency(p50Ms)],
  ['p99 likewise', ({ p99Ms }) => latency(p99Ms)],
  ['Answered in order', ({ attempts }) => whole(attempts.ok)],
  ['Come back later', ({ attempts }) => whole(attempts.rejected)],
  ['None in time', ({ attempts }) => whole(attempts.timedOut)],
  ['Broken', ({ attempts }) => whole(attempts.failed + attempts.reset + attempts.refused)],
  ['On their way', ({ inFlight }) => whole(inFlight)],
  ['Requests in the portal', ({ requestsInFlight }) => whole(requestsInFlight)],
  ['Backlog', ({ backlog, backlogByLane }) => `${whole(backlog)}${lanes(backlogByLane)}`],
  ['Waiting for the database', ({ poolWaiting }) => whole(poolWaiting)],
  ['Heap', ({ heapMb }) => megabytes(heapMb)],
  ['Event loop late', ({ loopLagMs }) => latency(loopLagMs)],
  ['Event loop busy', ({ elu }) => percent(elu)],
  ['Generator late, p99', ({ lagP99Ms }) => latency(lagP99Ms)],
  ['Portal', ({ portalUp }) => (portalUp ? 'up' : 'down')],
]
/** Rows on the page; the report has them all. */
const MOST_ROWS = 600

/** The charts' figures for those who cannot see them, or want to read them exactly: the newest second first. Made only while it is open. */
export class SecondsTable {
  #details
  #body = element('tbody')
  #caption = element('caption')
  #trialId = ''
  #last = -1
  /** @type {LiveTrial | null} */
  #trial = null

  /** @param {HTMLDetailsElement} details */
  constructor(details) {
    this.#details = details
    const heads = ['Second', ...COLUMNS.map(([head]) => head)].map((head, index) =>
      element('th', index < 2 ? { scope: 'col' } : { scope: 'col', class: 'number' }, head),
    )
    const table = element('table', {}, this.#caption, element('thead', {}, element('tr', {}, ...heads)), this.#body)
    const scroller = { class: 'scroller', tabindex: '0', role: 'region', 'aria-label': 'The trial, second by second' }
    details.append(element('div', scroller, table))
    details.addEventListener('toggle', () => this.#fill())
  }

  /** @param {LiveTrial | null} trial */
  show(trial) {
    this.#trial = trial
    this.#details.hidden = !trial || trial.seconds.length === 0
    this.#fill()
  }

  #fill() {
    const trial = this.#trial
    if (!trial || !this.#details.open) return
    if (trial.id !== this.#trialId) {
      this.#trialId = trial.id
      this.#last = -1
      this.#body.replaceChildren()
      this.#caption.textContent = `${trial.strategy} under ${trial.scenario}: counts are of the second, the newest first`
    }
    const fresh = trial.seconds.filter(({ second }) => second > this.#last)
    if (fresh.length === 0) return
    this.#last = fresh.at(-1)?.second ?? this.#last
    this.#body.prepend(...fresh.map(row).reverse())
    while (this.#body.rows.length > MOST_ROWS) this.#body.lastElementChild?.remove()
  }
}

/** @param {TrialSecond} second */
function row(second) {
  const cells = COLUMNS.map(([, of], index) => element('td', index === 0 ? {} : { class: 'number' }, of(second)))
  return element('tr', second.portalUp ? {} : { class: 'down' }, element('th', { scope: 'row' }, String(second.second)), ...cells)
}

/** @param {TrialSecond['backlogByLane']} byLane */
function lanes(byLane) {
  const parts = Object.entries(byLane ?? {})
  return parts.length < 2 ? '' : ` (${parts.map(([lane, count]) => `${lane} ${whole(count)}`).join(', ')})`
}
