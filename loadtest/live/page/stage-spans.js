/** @import { LiveTrial } from '../live-events.ts' */

/** @typedef {{ name: string, from: number, to: number, rate: number, rateTo: number }} StageSpan seconds since the start; rates as multiples of nominal capacity */

/**
 * Stages with their place in time.
 * @param {Pick<LiveTrial, 'stages'>} trial
 * @returns {StageSpan[]}
 */
export function stageSpans({ stages }) {
  let from = 0
  return stages.map(({ name, durationS, rate, rateTo = rate }) => {
    const span = { name, from, to: from + durationS, rate, rateTo }
    from = span.to
    return span
  })
}

/**
 * @param {Pick<LiveTrial, 'stages'>} trial
 * @returns {number} seconds from the first stage's start to the last one's end
 */
export function plannedS(trial) {
  return stageSpans(trial).at(-1)?.to ?? 0
}

/**
 * The offered load that the scenario plans for a second.
 * @param {Pick<LiveTrial, 'stages' | 'nominalCapacityPerS'>} trial
 * @param {number} second
 * @returns {number | null} people per second; null after the last stage
 */
export function plannedRate(trial, second) {
  const span = stageSpans(trial).find(({ to }) => second < to)
  if (!span) return null
  const share = (second - span.from) / (span.to - span.from)
  return (span.rate + (span.rateTo - span.rate) * share) * trial.nominalCapacityPerS
}

/** @param {StageSpan} span */
export function isSurge({ name, rate, rateTo }) {
  return name === 'surge' || Math.max(rate, rateTo) > 1
}
