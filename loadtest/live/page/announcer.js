import { setText } from './element.js'

/** Together with what follows at once, in one breath. */
const GATHER_MS = 150
/** So that somebody who moves about in the page later does not read old news. */
const FORGET_MS = 15_000

/** Tells a screen reader what is worth an interruption: stages, deaths, faults, results. Never the figures of a second. */
export class Announcer {
  /** @type {string[]} */
  #news = []
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer
  #place

  /** @param {HTMLElement} place a live region */
  constructor(place) {
    this.#place = place
  }

  /** @param {string} text */
  say(text) {
    this.#news.push(text)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      setText(this.#place, this.#news.join('. '))
      this.#news = []
      this.#timer = setTimeout(() => setText(this.#place, ''), FORGET_MS)
    }, GATHER_MS)
  }
}
