/** @import { LiveTrial } from '../live-events.ts' */
/** @import { TrialSecond } from '../../trials/observer.ts' */
/** @import { Look } from './strategy-look.js' */
/** @import { ChartModel } from './chart-model.js' */
import { emptyModel, lengthOf, notesOf, overTime } from './chart-model.js'
import { area, line, stacked, steps } from './chart-series.js'
import { latency, megabytes, percent, whole } from './numbers.js'
import { plannedRate } from './stage-spans.js'

/** @typedef {{ id: string, title: string, model: (trial: LiveTrial, look: Look) => ChartModel }} Chart */

/** Poisson arrivals stay below their mean and three standard deviations nearly always. */
const SIGMAS = 3

/** @typedef {(second: TrialSecond) => number | null} Of */

const SOFT = { colour: '--late-line', dash: [3, 3] }

/** @type {readonly Chart[]} */
export const TRIAL_CHARTS = [
  { id: 'goodput', title: 'Who comes, and what they get', model: goodput },
  { id: 'latency', title: 'Wait until the answer', model: latencies },
  { id: 'answers', title: 'What the portal answers', model: answers },
  { id: 'in-flight', title: 'On their way', model: inFlight },
  { id: 'backlog', title: 'Accepted, not yet issued', model: backlog },
  { id: 'pool', title: 'Waiting for the database', model: pool },
  { id: 'heap', title: 'Heap of the portal', model: heap },
  { id: 'lag', title: 'Event loop is late by', model: loopLag },
  { id: 'busy', title: 'Event loop is busy', model: busy },
  { id: 'generator', title: 'Generator is late by', model: generator },
]

/**
 * One figure of every second as a curve.
 * @param {LiveTrial} trial
 * @param {string} label
 * @param {Look} look
 * @param {Of} of
 * @param {number} [width] px
 */
function curve(trial, label, look, of, width = 2) {
  return line(label, look, overTime(trial, of), { width })
}

/**
 * The strategy's own curve: alone in its picture, it needs no dashes.
 * @param {Look} look
 * @returns {Look}
 */
function solid(look) {
  return { ...look, dash: [] }
}

/**
 * @param {LiveTrial} trial
 * @param {Look} look
 * @returns {ChartModel}
 */
function goodput(trial, look) {
  const { nominalCapacityPerS: capacity } = trial
  const highest = Math.max(0, ...trial.stages.map(({ rate, rateTo = rate }) => Math.max(rate, rateTo))) * capacity
  const late = overTime(trial, (second) => second.late)
  const come = overTime(trial, (second) => second.arriving)
  const planned = Array.from({ length: lengthOf(trial) }, (_, second) => plannedRate(trial, second))
  return {
    ...emptyModel(trial),
    unit: 'per second',
    leastTop: highest + SIGMAS * Math.sqrt(highest),
    series: [
      area('people come', '--offered', come),
      steps('planned', { colour: '--faint', dash: [1, 3] }, planned),
      curve(trial, 'acknowledged', { colour: '--ink', dash: [2, 3] }, ({ acknowledged }) => acknowledged, 1.25),
      curve(trial, 'permits within 30 s', solid(look), ({ served }) => served, 2.75),
      ...(late.some((count) => count) ? [line('permits later', SOFT, late)] : []),
    ],
    notes: { ...notesOf(trial), levels: [{ at: capacity, label: 'nominal capacity' }] },
  }
}

/**
 * @param {LiveTrial} trial
 * @param {Look} look
 */
function latencies(trial, look) {
  return {
    ...emptyModel(trial),
    unit: 'of answers and of those who gave up (at least)',
    log: true,
    format: latency,
    tick: latency,
    series: [curve(trial, 'p50', SOFT, ({ p50Ms }) => p50Ms), curve(trial, 'p99', solid(look), ({ p99Ms }) => p99Ms)],
  }
}

/** @param {LiveTrial} trial */
function answers(trial) {
  return {
    ...emptyModel(trial),
    unit: 'per second',
    series: stacked([
      ['in order', '--served', overTime(trial, ({ attempts }) => attempts.ok)],
      ['come back later', '--turned-away', overTime(trial, ({ attempts }) => attempts.rejected)],
      ['none in time', '--waiting', overTime(trial, ({ attempts }) => attempts.timedOut)],
      ['broken', '--gave-up', overTime(trial, ({ attempts }) => attempts.failed + attempts.reset + attempts.refused)],
    ]),
  }
}

/**
 * @param {LiveTrial} trial
 * @param {Look} look
 */
function inFlight(trial, look) {
  const people = curve(trial, 'people', solid(look), (second) => second.inFlight)
  return {
    ...emptyModel(trial),
    series: [people, curve(trial, 'requests in the portal', SOFT, ({ requestsInFlight }) => requestsInFlight)],
  }
}

const LANE_COLOURS = ['--waiting', '--turned-away', '--late', '--offered']

/** @param {LiveTrial} trial */
function backlog(trial) {
  const lanes = new Set(trial.seconds.flatMap(({ backlogByLane }) => Object.keys(backlogByLane ?? {})))
  const layers = Array.from(lanes, (lane, index) => {
    const values = overTime(trial, ({ backlogByLane }) => (backlogByLane ? (backlogByLane[lane] ?? 0) : null))
    return /** @type {const} */ ([lane, LANE_COLOURS[index % LANE_COLOURS.length] ?? '--waiting', values])
  })
  const all = overTime(trial, (second) => second.backlog)
  return {
    ...emptyModel(trial),
    unit: lanes.size > 1 ? 'applications, by lane' : 'applications',
    series: stacked(layers.length > 0 ? layers : [['applications', '--waiting', all]]),
  }
}

/**
 * @param {LiveTrial} trial
 * @param {Look} look
 */
function pool(trial, look) {
  const { connections } = trial.limits
  return {
    ...emptyModel(trial),
    unit: connections === null ? 'requests' : `requests; ${whole(connections)} connections`,
    leastTop: 10,
    series: [curve(trial, 'waiting', solid(look), ({ poolWaiting }) => poolWaiting)],
  }
}

/**
 * @param {LiveTrial} trial
 * @param {Look} look
 */
function heap(trial, look) {
  const { heapMb: limit } = trial.limits
  return {
    ...emptyModel(trial),
    format: megabytes,
    series: [curve(trial, 'used', solid(look), ({ heapMb }) => heapMb)],
    notes: { ...notesOf(trial), levels: limit === null ? [] : [{ at: limit, label: `limit ${megabytes(limit)}` }] },
  }
}

/**
 * @param {LiveTrial} trial
 * @param {Look} look
 */
function loopLag(trial, look) {
  return { ...lateness(trial, solid(look), ({ loopLagMs }) => loopLagMs), unit: 'p99 of a second' }
}

/** @param {LiveTrial} trial */
function generator(trial) {
  return { ...lateness(trial, SOFT, ({ lagP99Ms }) => lagP99Ms), unit: 'p99; is the measurement sound?' }
}

/**
 * @param {LiveTrial} trial
 * @param {Look} look
 * @param {Of} of
 */
function lateness(trial, look, of) {
  return { ...emptyModel(trial), format: latency, tick: latency, leastTop: 50, series: [curve(trial, 'late', look, of)] }
}

/**
 * @param {LiveTrial} trial
 * @param {Look} look
 */
function busy(trial, look) {
  return {
    ...emptyModel(trial),
    unit: 'share of the time',
    format: percent,
    tick: percent,
    leastTop: 1,
    series: [curve(trial, 'busy', solid(look), ({ elu }) => elu)],
  }
}
