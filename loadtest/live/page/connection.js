/** @import { LiveEvents } from '../live-events.ts' */

/** @type {(keyof LiveEvents)[]} */
const EVENTS = ['state', 'trial', 'second', 'phase', 'exit', 'doing', 'point', 'control', 'beat', 'over']
const FIRST_DELAY_MS = 500
const LONGEST_DELAY_MS = 5_000
/** The laboratory beats every 5 s. */
const SILENCE_MS = 12_000
/** A browser opens six connections to one address for all its tabs together, and each stream holds one: with four some are left. */
const STREAMS_OF_A_BROWSER = 4
/** Somebody who looks elsewhere for a moment comes back to what goes on. */
const HIDDEN_MS = 10_000
const LOCK = 'antrean-stream'

/** @typedef {'connecting' | 'live' | 'gone' | 'over'} Status */

/**
 * Listens to the laboratory, and tries again for as long as the page is open when it does not answer: with a growing delay, up to 5 s.
 * After `over` nothing will come, and it stops. Every connection begins with the whole state. A page that nobody sees gives up its stream
 * when the browser has many, and listens again when it is shown.
 * @param {{
 *   onEvent: <N extends keyof LiveEvents>(name: N, data: LiveEvents[N]) => void,
 *   onStatus: (status: Status) => void,
 * }} listener
 */
export function connect({ onEvent, onStatus }) {
  /** @type {EventSource | null} */
  let source = null
  let delayMs = FIRST_DELAY_MS
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let silence
  let over = false
  let asleep = false
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let again
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let hidden
  let release = () => {}

  function listen() {
    // Held as long as the stream: so all tabs know how many there are.
    void navigator.locks.request(LOCK, { mode: 'shared' }, () => new Promise((resolve) => (release = () => resolve(null))))
    source = new EventSource('/events')
    source.addEventListener('error', lost)
    for (const name of EVENTS) source.addEventListener(name, (event) => heard(name, event))
    heardSomething()
  }

  function heardSomething() {
    clearTimeout(silence)
    silence = setTimeout(lost, SILENCE_MS)
  }

  /**
   * @param {keyof LiveEvents} name
   * @param {MessageEvent<string>} event
   */
  function heard(name, event) {
    const data = JSON.parse(event.data)
    heardSomething()
    if (name === 'state') delayMs = FIRST_DELAY_MS
    over ||= name === 'over' || (name === 'state' && data.over)
    if (over) end()
    onEvent(name, data)
    onStatus(over ? 'over' : 'live')
  }

  function lost() {
    if (over) return
    end()
    onStatus('gone')
    again = setTimeout(listen, delayMs)
    delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)
  }

  function end() {
    clearTimeout(silence)
    source?.close()
    source = null
    release()
  }

  async function sleepWhereThereAreMany() {
    const { held = [] } = await navigator.locks.query()
    if (over || !document.hidden || held.filter(({ name }) => name === LOCK).length <= STREAMS_OF_A_BROWSER) return
    asleep = true
    clearTimeout(again)
    end()
  }

  document.addEventListener('visibilitychange', () => {
    clearTimeout(hidden)
    if (document.hidden) hidden = setTimeout(sleepWhereThereAreMany, HIDDEN_MS)
    if (document.hidden || !asleep) return
    asleep = false
    onStatus('connecting')
    listen()
  })

  onStatus('connecting')
  listen()
}
