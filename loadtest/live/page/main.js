/** @import { LiveState } from '../live-events.ts' */
/** @import { Status } from './connection.js' */
import { Announcer } from './announcer.js'
import { ComparisonView } from './comparison-view.js'
import { connect } from './connection.js'
import { element, placeOf, setText } from './element.js'
import { HappeningsList } from './happenings-list.js'
import { LiveStore } from './live-store.js'
import { News } from './news.js'
import { OrderForm } from './order-form.js'
import { PointsView } from './points-view.js'
import { sendOrder } from './send-order.js'
import { TrialChoice } from './trial-choice.js'
import { TrialView } from './trial-view.js'

/** A second without figures is a hiccup, a few are a standstill. */
const STALE_MS = 3000

const store = new LiveStore()
const announcer = new Announcer(placeOf('announcements'))
const news = new News((text) => announcer.say(text))
const choice = new TrialChoice(placeOf('now-choice'), drawSoon)
const view = new TrialView()
const happenings = new HappeningsList(placeOf('happened'))
const points = new PointsView(placeOf('points'))
const comparison = new ComparisonView(placeOf('compare'), showInFull)
const orders = new OrderForm(placeOf('orders'), sendOrder)
/** @type {Status} */
let status = 'connecting'
let lastSecondAt = 0
let isDrawing = false
let shownStatus = ''

connect({
  onEvent(name, data) {
    store.apply(name, data)
    if (name === 'second' || name === 'state') lastSecondAt = Date.now()
    if (name === 'state') news.catchUp(store)
    else news.tell(store)
    drawSoon()
  },
  onStatus(now) {
    if (now === status) return
    status = now
    if (now === 'gone') announcer.say('The laboratory does not answer')
    if (now === 'over') announcer.say('The command has ended')
    showStatus()
  },
})
setInterval(showStatus, 1000)

/** Once a frame is enough, and none while nobody looks. */
function drawSoon() {
  if (isDrawing) return
  isDrawing = true
  requestAnimationFrame(() => {
    isDrawing = false
    if (store.state) draw(store.state)
  })
}

/** @param {LiveState} state */
function draw(state) {
  setText(placeOf('title'), state.title)
  document.title = [store.running?.seconds.at(-1)?.stage, state.title, 'Antrean'].filter(Boolean).join(' · ')
  showLine(placeOf('doing'), state.doing)
  showLinks(state.links)
  const trial = choice.chosen(state)
  // In an act without trials there is nothing to say of any.
  placeOf('now').hidden = trial === null && state.control === null && state.points.length > 0
  view.show(state, trial)
  happenings.show(trial)
  points.show(state.points)
  comparison.show(state)
  orders.show(state.control)
  showStatus()
}

/** @param {string} trialId */
function showInFull(trialId) {
  choice.choose(trialId)
  drawSoon()
  placeOf('now').focus()
}

function showStatus() {
  const silentMs = Date.now() - lastSecondAt
  const trial = store.running
  const isStale = status === 'live' && trial !== null && trial.phase === null && trial.seconds.length > 0 && silentMs > STALE_MS
  const text = isStale ? `no figures for ${Math.floor(silentMs / 1000)} s` : status === 'over' ? 'ended' : status
  // It is asked every second, and every write costs the browser a frame.
  const shown = JSON.stringify([status, text, status === 'gone' && lastSecondAt, store.report])
  if (shown === shownStatus) return
  shownStatus = shown
  const place = placeOf('connection')
  place.dataset.status = isStale ? 'stale' : status
  setText(place, text)
  document.body.classList.toggle('lost', status === 'gone')
  const last = new Date(lastSecondAt).toLocaleTimeString('en-GB')
  const gone =
    lastSecondAt === 0
      ? 'The laboratory does not answer. Trying again.'
      : `The laboratory does not answer; the last it said was at ${last}. Trying again.`
  const over = `The command has ended; what it said stays here until you close the page.${store.report ? ` Its report: ${store.report}` : ''}`
  showLine(placeOf('gone'), status === 'gone' ? gone : status === 'over' ? over : null)
  placeOf('gone').dataset.status = status
}

/**
 * @param {HTMLElement} place
 * @param {string | null} text null = nothing to say
 */
function showLine(place, text) {
  place.hidden = text === null
  setText(place, text ?? '')
}

/** @param {LiveState['links']} links */
function showLinks(links) {
  const list = /** @type {HTMLElement} */ (placeOf('links').querySelector('ul'))
  const safe = links.filter(({ url }) => /^https?:\/\//.test(url))
  placeOf('links').hidden = safe.length === 0
  if (list.childElementCount === safe.length) return
  list.replaceChildren(
    ...safe.map(({ label, url }) => element('li', {}, element('a', { href: url, target: '_blank', rel: 'noreferrer' }, label))),
  )
}
