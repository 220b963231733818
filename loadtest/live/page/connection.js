/** @import { LiveEvents } from '../live-events.ts' */

/** @type {(keyof LiveEvents)[]} */
const EVENTS = ['state', 'trial', 'second', 'phase', 'exit', 'doing', 'point', 'control', 'beat', 'over']
const FIRST_DELAY_MS = 500
const LONGEST_DELAY_MS = 5_000
/** The laboratory beats every 5 s. */
const SILENCE_MS = 12_000

/** @typedef {'connecting' | 'live' | 'gone' | 'over'} Status */

/**
 * Listens to the laboratory, and tries again for as long as the page is open when it does not answer: with a growing delay, up to 5 s.
 * After `over` nothing will come, and it stops. Every connection begins with the whole state.
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

  function listen() {
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
    setTimeout(listen, delayMs)
    delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)
  }

  function end() {
    clearTimeout(silence)
    source?.close()
    source = null
  }

  onStatus('connecting')
  listen()
}
