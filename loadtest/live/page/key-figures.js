/** @import { LiveTrial } from '../live-events.ts' */
/** @import { TrialSecond } from '../../trials/observer.ts' */
import { element, setText } from './element.js'
import { latency, per, UNKNOWN, whole } from './numbers.js'
import { plannedRate } from './stage-spans.js'

/**
 * What is to be read from the back of a classroom, each with what to hold it against.
 * @type {readonly { id: string, label: string, unit?: string, of: (second: TrialSecond) => string, beside: (second: TrialSecond, trial: LiveTrial) => string }[]}
 */
const FIGURES = [
  {
    id: 'served',
    label: 'permits in time',
    unit: '/s',
    of: ({ served }) => whole(served),
    beside: (_, { nominalCapacityPerS }) => `capacity ${per(nominalCapacityPerS)}`,
  },
  {
    id: 'arriving',
    label: 'people come',
    unit: '/s',
    of: ({ arriving }) => whole(arriving),
    beside: ({ second }, trial) => `planned ${per(plannedRate(trial, second) ?? 0)}`,
  },
  {
    id: 'acknowledged',
    label: 'acknowledged',
    unit: '/s',
    of: ({ acknowledged }) => whole(acknowledged),
    beside: ({ attempts }) => `rejected ${whole(attempts.rejected)}`,
  },
  {
    id: 'p99',
    label: 'wait, p99',
    of: ({ p99Ms, gaveUp }) => `${p99Ms !== null && gaveUp > 0 ? '≥ ' : ''}${latency(p99Ms)}`,
    beside: ({ p50Ms, gaveUp }) => `median ${latency(p50Ms)}${gaveUp > 0 ? ', gave up: at least' : ''}`,
  },
  {
    id: 'in-flight',
    label: 'on their way',
    of: ({ inFlight }) => whole(inFlight),
    beside: ({ requestsInFlight }) => `${whole(requestsInFlight)} in the portal`,
  },
  {
    id: 'backlog',
    label: 'backlog',
    of: ({ backlog }) => whole(backlog),
    beside: ({ backlogByLane }) => lanesOf(backlogByLane),
  },
]

/** The figures of the last second, large. */
export class KeyFigures {
  #list
  /** @type {Map<string, { value: HTMLElement, beside: HTMLElement }>} */
  #places = new Map()

  /** @param {HTMLElement} list a description list */
  constructor(list) {
    this.#list = list
    for (const { id, label, unit } of FIGURES) {
      const value = element('span', { 'data-figure': id })
      const beside = element('dd', { class: 'beside' })
      const shown = element('dd', {}, value, ...(unit ? [element('span', { class: 'unit' }, unit)] : []))
      list.append(element('div', { class: id === 'served' ? 'figure first' : 'figure' }, element('dt', {}, label), shown, beside))
      this.#places.set(id, { value, beside })
    }
  }

  /**
   * @param {LiveTrial | null} trial
   * @param {string} colour of the strategy: name of a CSS variable
   */
  show(trial, colour) {
    const last = trial?.seconds.at(-1)
    this.#list.hidden = !trial
    this.#list.style.setProperty('--own', `var(${colour})`)
    for (const { id, of, beside } of FIGURES) {
      const places = this.#places.get(id)
      if (!places) continue
      setText(places.value, last ? of(last) : UNKNOWN)
      setText(places.beside, trial && last ? beside(last, trial) : '')
    }
  }
}

/** @param {TrialSecond['backlogByLane']} byLane */
function lanesOf(byLane) {
  const lanes = Object.entries(byLane ?? {})
  return lanes.length < 2 ? 'accepted, not issued' : lanes.map(([lane, count]) => `${lane} ${whole(count)}`).join(', ')
}

/**
 * What has become of the people so far, as a sentence.
 * @param {LiveTrial} trial
 */
export function soFar({ seconds }) {
  /** @param {(second: TrialSecond) => number} of */
  const sum = (of) => seconds.reduce((total, second) => total + of(second), 0)
  const late = sum((second) => second.late)
  return [
    `${whole(sum(({ arriving }) => arriving))} came so far`,
    `${whole(sum(({ served }) => served))} saw their permit within 30 s`,
    ...(late > 0 ? [`${whole(late)} later`] : []),
    `${whole(sum(({ turnedAway }) => turnedAway))} were turned away`,
    `${whole(sum(({ gaveUp }) => gaveUp))} gave up`,
  ].join(' · ')
}
