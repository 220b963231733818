/** @import { LiveExit, LiveTrial } from '../live-events.ts' */
import { per, percent, seconds, whole } from './numbers.js'
import { stageSpans } from './stage-spans.js'
import { isOver } from './live-store.js'

/**
 * @typedef {object} Happening something worth saying
 * @property {number} atS seconds since the trial's start
 * @property {'stage' | 'bad' | 'fault' | 'good' | 'end'} kind
 * @property {string} text
 */

/** @type {Record<LiveExit['cause'], string>} */
const CAUSES = {
  'heap-out-of-memory': 'out of heap memory',
  killed: 'killed from outside',
  'uncaught-exception': 'an uncaught exception',
  'too-many-open-files': 'out of open files',
  'port-in-use': 'its port was in use',
  unknown: 'cause unknown',
}

/**
 * What happened in a trial, in its order. Derived anew from what is known, so that a page opened late tells the same.
 * @param {LiveTrial} trial
 * @returns {Happening[]}
 */
export function happeningsOf(trial) {
  const all = [...stages(trial), ...faults(trial), ...deaths(trial), ...answersAgain(trial)].sort((a, b) => a.atS - b.atS)
  return [...all, ...end(trial)]
}

/** @param {Pick<LiveExit, 'code' | 'signal' | 'cause'>} exit */
export function causeOf({ code, signal, cause }) {
  return `${CAUSES[cause] ?? cause}, ${signal ?? (code === null ? 'exit unknown' : `exit code ${code}`)}`
}

/**
 * @param {LiveTrial} trial
 * @returns {Happening[]}
 */
function stages(trial) {
  const spans = stageSpans(trial)
  return trial.seconds
    .filter(({ stage }, index) => stage !== trial.seconds[index - 1]?.stage)
    .map(({ second, stage }) => {
      const span = spans.find(({ name, from, to }) => name === stage && second >= from && second < to)
      const text = span ? `${stage}: ${loadOf(span, trial)}` : `${stage}: nobody else comes, who is on the way may finish`
      return { atS: second, kind: 'stage', text }
    })
}

/**
 * @param {{ rate: number, rateTo: number }} span
 * @param {LiveTrial} trial
 */
function loadOf({ rate, rateTo }, { nominalCapacityPerS: capacity }) {
  const multiple = rate === rateTo ? per(rate) : `${per(rate)} to ${per(rateTo)}`
  const people = rate === rateTo ? per(rate * capacity) : `${per(rate * capacity)} to ${per(rateTo * capacity)}`
  return `${people} people a second, ${multiple} × capacity`
}

/**
 * @param {LiveTrial} trial
 * @returns {Happening[]}
 */
function deaths({ exits }) {
  return exits.map((exit, index) => {
    const before = exits.slice(0, index).filter(({ process }) => process === exit.process).length
    const again = before === 0 ? '' : ` (death ${before + 1})`
    return { atS: exit.atS, kind: 'bad', text: `${exit.process} died${again}: ${causeOf(exit)}` }
  })
}

/**
 * @param {LiveTrial} trial
 * @returns {Happening[]}
 */
function answersAgain({ seconds }) {
  return seconds
    .filter(({ portalUp }, index) => portalUp && seconds[index - 1]?.portalUp === false)
    .map(({ second }) => ({ atS: second, kind: 'good', text: 'portal is up again' }))
}

/**
 * @param {LiveTrial} trial
 * @returns {Happening[]}
 */
function faults(trial) {
  const now = trial.seconds.at(-1)?.second ?? -1
  return trial.faults.flatMap(({ fault, atS, untilS, byHand }) => {
    const who = byHand ? ' by hand' : ''
    /** @type {Happening[]} */
    const begun = atS <= now || byHand ? [{ atS, kind: 'fault', text: `fault${who}: ${fault}` }] : []
    /** @type {Happening[]} */
    const ended =
      untilS !== null && untilS > atS && untilS <= now ? [{ atS: untilS, kind: 'good', text: `fault ended: ${fault}` }] : []
    return [...begun, ...ended]
  })
}

/**
 * @param {LiveTrial} trial
 * @returns {Happening[]}
 */
function end(trial) {
  if (!isOver(trial)) return []
  const atS = (trial.seconds.at(-1)?.second ?? -1) + 1
  return [{ atS, kind: 'end', text: outcomeOf(trial) }]
}

/**
 * How a trial that is over went, in a sentence.
 * @param {Pick<LiveTrial, 'result' | 'brokenOff'>} trial
 */
export function outcomeOf({ result, brokenOff }) {
  if (result === null) return `Broken off: ${brokenOff ?? 'not over yet'}.`
  const { permitGoodputPerS, citizens, crashes, recoveryS } = result
  const words = [
    citizens.scheduled === 0
      ? null
      : `${whole(citizens.served)} of ${whole(citizens.scheduled)} had their permit within 30 s (${percent(citizens.served / citizens.scheduled)})`,
    permitGoodputPerS.during === null ? null : `${per(permitGoodputPerS.during)} a second in the surge`,
    crashes === 0 ? 'no process died' : crashes === 1 ? '1 death' : `${crashes} deaths`,
    recoveryS === null ? null : `recovered after ${seconds(recoveryS)}`,
  ].filter((word) => word !== null)
  const invalid = result.valid ? '' : ` Invalid: ${result.invalidReasons.join('; ')}.`
  return `${words.join(', ')}.${invalid}`
}
