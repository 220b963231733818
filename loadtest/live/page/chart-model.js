/** @import { LiveTrial } from '../live-events.ts' */
/** @import { TrialSecond } from '../../trials/observer.ts' */
/** @import { Series } from './chart-series.js' */
/** @import { Format } from './numbers.js' */
import { isOver } from './live-store.js'
import { per, whole } from './numbers.js'
import { isSurge, plannedS, stageSpans } from './stage-spans.js'

/**
 * @typedef {object} ChartModel one picture of a trial
 * @property {string} unit
 * @property {boolean} log logarithmic
 * @property {number} leastTop the vertical scale ends here or higher
 * @property {Format} format
 * @property {(value: number) => string} tick on the vertical axis
 * @property {number} lengthS the horizontal scale's end
 * @property {number | null} latest the last second that is known; null = there is none, or the trial is over
 * @property {readonly Series[]} series
 * @property {ChartNotes} notes
 */

/**
 * @typedef {object} ChartNotes what is written over the curves; seconds since the start
 * @property {readonly { from: number, to: number, label: string, shaded: boolean }[]} stages
 * @property {readonly { at: number, label: string }[]} levels
 * @property {readonly { at: number, label: string }[]} deaths
 * @property {readonly { from: number, to: number }[]} down the portal answered nothing
 * @property {readonly { from: number, to: number, label: string }[]} faults
 */

/** Seconds of drain there is room for from the beginning: as many as most trials need. */
const DRAIN_S = 5
/** The horizontal scale grows by so many at once. */
const STRIDE_S = 10

/**
 * What all pictures of a trial have in common.
 * @param {LiveTrial} trial
 * @returns {ChartModel}
 */
export function emptyModel(trial) {
  return {
    unit: '',
    log: false,
    leastTop: 1,
    format: whole,
    tick: (value) => per(value),
    lengthS: lengthOf(trial),
    latest: isOver(trial) ? null : (trial.seconds.at(-1)?.second ?? null),
    series: [],
    notes: notesOf(trial),
  }
}

/**
 * @param {LiveTrial} trial
 * @returns {ChartNotes}
 */
export function notesOf(trial) {
  const stages = stageSpans(trial)
  const now = (trial.seconds.at(-1)?.second ?? 0) + 1
  return {
    stages: stages.map((span) => ({ from: span.from, to: span.to, label: span.name, shaded: isSurge(span) })),
    levels: [],
    deaths: trial.exits.filter(({ atS }) => atS >= 0).map(({ process, atS }) => ({ at: atS, label: `${process} died` })),
    down: trial.seconds.filter(({ portalUp }) => !portalUp).map(({ second }) => ({ from: second, to: second + 1 })),
    faults: trial.faults
      .filter(({ atS }) => atS < now)
      .map(({ fault, atS, untilS }) => ({ from: atS, to: Math.min(now, untilS ?? now), label: fault })),
  }
}

/** @param {LiveTrial} trial */
export function lengthOf(trial) {
  const planned = plannedS(trial) + DRAIN_S
  const known = (trial.seconds.at(-1)?.second ?? 0) + 1
  return known <= planned ? planned : planned + Math.ceil((known - planned) / STRIDE_S) * STRIDE_S
}

/**
 * One value a second; where a second is missing, null.
 * @param {LiveTrial} trial
 * @param {(second: TrialSecond) => number | null} of
 * @returns {(number | null)[]}
 */
export function overTime(trial, of) {
  /** @type {(number | null)[]} */
  const values = Array.from({ length: lengthOf(trial) }, () => null)
  for (const second of trial.seconds) values[second.second] = of(second)
  return values
}
