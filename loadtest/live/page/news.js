/** @import { LiveStore } from './live-store.js' */
import { happeningsOf } from './happenings.js'

/** Finds what has happened since the last look, so that it is told once. */
export class News {
  #tell
  #trialId = ''
  /** @type {Set<string>} */
  #known = new Set()

  /** @param {(text: string) => void} tell */
  constructor(tell) {
    this.#tell = tell
  }

  /**
   * What has happened up to now is no news.
   * @param {LiveStore} store
   */
  catchUp(store) {
    this.#look(store)
  }

  /** @param {LiveStore} store */
  tell(store) {
    for (const text of this.#look(store)) this.#tell(text)
  }

  /**
   * @param {LiveStore} store
   * @returns {string[]}
   */
  #look({ state }) {
    const trial = state?.trials.at(-1)
    if (!trial) return []
    /** @type {string[]} */
    const fresh = []
    if (trial.id !== this.#trialId) {
      this.#trialId = trial.id
      this.#known.clear()
      fresh.push(`Trial of ${trial.strategy} under ${trial.scenario}`)
    }
    for (const { atS, kind, text } of happeningsOf(trial)) {
      const key = `${kind} ${atS} ${text}`
      if (this.#known.has(key)) continue
      this.#known.add(key)
      fresh.push(text)
    }
    return fresh
  }
}
