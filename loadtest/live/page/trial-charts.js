/** @import { LiveTrial } from '../live-events.ts' */
/** @import { Look } from './strategy-look.js' */
/** @import { ChartModel } from './chart-model.js' */
import { emptyModel, lengthOf, notesOf, overTime } from './chart-model.js'
import { area, line, stacked, steps } from './chart-series.js'
import { latency, megabytes, percent, whole } from './numbers.js'
import { plannedRate } from './stage-spans.js'

/** @typedef {{ id: string, title: string, model: (trial: LiveTrial, look: Look) => ChartModel }} Chart */

/** Poisson arrivals stay below their mean and three standard deviations nearly always. */
const SIGMAS = 3

const SOFT = { colour: '--late-line', dash: [3, 3] }

/** @type {readonly Chart[]} */
export const TRIAL_CHARTS = [
  { id: 'goodput', title: 'Who comes, and what they get', model: goodput },
  { id: 'latency', title: 'Time to the acknowledgement', model: latencies },
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
 * @param {LiveTrial} trial
 * @param {Look} look
 * @returns {ChartModel}
 */
function goodput(trial, look) {
  const { nominalCapacityPerS: capacity } = trial
  const highest = Math.max(0, ...trial.stages.map(({ rate, rateTo = rate }) => Math.max(rate, rateTo))) * capacity
  const late = overTime(trial, (second) => second.late)
  const planned = Array.from({ length: lengthOf(trial) }, (_, second) => plannedRate(trial, second))
  return {
    ...emptyModel(trial),
    unit: 'per second',
    leastTop: highest + SIGMAS * Math.sqrt(highest),
    series: [
      area(
        'people come',
        '--offered',
        overTime(trial, ({ arriving }) => arriving),
      ),
      steps('planned', { colour: '--faint', dash: [1, 3] }, planned),
      line(
        'acknowledged',
        { colour: '--ink', dash: [2, 3] },
        overTime(trial, ({ acknowledged }) => acknowledged),
        { width: 1.25 },
      ),
      line(
        'permits within 30 s',
        { ...look, dash: [] },
        overTime(trial, ({ served }) => served),
        { width: 2.75 },
      ),
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
    unit: 'since they meant to come',
    log: true,
    format: latency,
    tick: latency,
    series: [
      line(
        'p50',
        SOFT,
        overTime(trial, ({ p50Ms }) => p50Ms),
      ),
      line(
        'p99',
        { ...look, dash: [] },
        overTime(trial, ({ p99Ms }) => p99Ms),
      ),
    ],
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
  return {
    ...emptyModel(trial),
    series: [
      line(
        'people',
        { ...look, dash: [] },
        overTime(trial, (second) => second.inFlight),
      ),
      line(
        'requests in the portal',
        SOFT,
        overTime(trial, ({ requestsInFlight }) => requestsInFlight),
      ),
    ],
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
    series: [
      line(
        'waiting',
        { ...look, dash: [] },
        overTime(trial, ({ poolWaiting }) => poolWaiting),
      ),
    ],
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
    series: [
      line(
        'used',
        { ...look, dash: [] },
        overTime(trial, ({ heapMb }) => heapMb),
      ),
    ],
    notes: { ...notesOf(trial), levels: limit === null ? [] : [{ at: limit, label: `limit ${megabytes(limit)}` }] },
  }
}

/**
 * @param {LiveTrial} trial
 * @param {Look} look
 */
function loopLag(trial, look) {
  return {
    ...emptyModel(trial),
    unit: 'p99 of a second',
    format: latency,
    tick: latency,
    leastTop: 50,
    series: [
      line(
        'late',
        { ...look, dash: [] },
        overTime(trial, ({ loopLagMs }) => loopLagMs),
      ),
    ],
  }
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
    series: [
      line(
        'busy',
        { ...look, dash: [] },
        overTime(trial, ({ elu }) => elu),
      ),
    ],
  }
}

/** @param {LiveTrial} trial */
function generator(trial) {
  return {
    ...emptyModel(trial),
    unit: 'p99; is the measurement sound?',
    format: latency,
    tick: latency,
    leastTop: 50,
    series: [
      line(
        'late',
        SOFT,
        overTime(trial, ({ lagP99Ms }) => lagP99Ms),
      ),
    ],
  }
}
