/** What a gauge showed at a moment, and what the records say of the same place until then. */
export interface Reading {
  atS: number
  value: number
  /** Time that all who were ever there have spent there so far, summed; counted from any moment. */
  spentS: number
  /** How many the records say were there at that very moment; absent = they do not tell. */
  there?: number
  /** Readings of different lives of a process are no neighbours: its counters begin again. */
  life?: number
}

/** How long one of those counted was there. */
export interface Interval {
  fromS: number
  toS: number
}

/** L by the gauge against lambda W by the records; null = could not be judged, and `reason` says why. */
export interface Balance {
  /** Mean of the readings. */
  sampled: number | null
  /** Time spent there per second, by the records. */
  recorded: number | null
  /** Largest difference that says nothing: 5 %, and what readings some time apart cannot see, but never above 20 % and one. */
  tolerance: number | null
  holds: boolean | null
  /** Seconds over which it was judged, with no gap in the readings. */
  overS: number
  reason: string | null
}

const TOLERANCE = 0.05
/** Six, because two gaps share a reading (which doubles the variance) and because few false alarms would spoil a study. */
const DEVIATIONS = 6
/** However much it fluctuates: a gauge that is dead for a quarter of the time is beyond it. */
const LARGEST_TOLERANCE = 0.2
const SHORTEST_S = 5
/** Agreement in less of a trial does not vouch for the rest. */
const LEAST_SHARE = 0.5

/** Adds to readings in the order of time what intervals say was spent until then, and how many were there. */
export function withIntervals(readings: readonly Omit<Reading, 'spentS' | 'there'>[], intervals: readonly Interval[]): Reading[] {
  const came = sweep(intervals.map(({ fromS }) => fromS))
  const went = sweep(intervals.map(({ toS }) => toS))
  return readings.map((reading) => {
    const [entered, left] = [came(reading.atS), went(reading.atS)]
    return { ...reading, spentS: entered.sinceS - left.sinceS, there: entered.past - left.past }
  })
}

/** How many of these moments are past, and the time since each of them, summed; to be asked with times that only grow. */
function sweep(momentsS: number[]): (nowS: number) => { past: number; sinceS: number } {
  momentsS.sort((a, b) => a - b)
  let [past, sumS] = [0, 0]
  return (nowS) => {
    while (past < momentsS.length && momentsS[past]! <= nowS) sumS += momentsS[past++]!
    return { past, sinceS: past * nowS - sumS }
  }
}

interface Conditions {
  /** Readings further apart are no neighbours. */
  gapS: number
  /** Length of the trial. */
  ofS: number
  /** How many a reading may miss every time. */
  unseen?: number
  /** Why it cannot be judged when there are too few readings. */
  otherwise: string
}

/**
 * Compares gauge and records from reading to reading. Who comes and goes between two readings is not seen, or seen too long: where the
 * records tell how many were there at each reading, what a perfect gauge would have missed is known and left out; where they do not, it is
 * measured by how much both differ from gap to gap. A gauge that fails now and then differs so too: such a difference proves nothing.
 */
export function balanceOf(readings: readonly Reading[], { gapS, ofS, unseen = 0, otherwise }: Conditions): Balance {
  const gaps = gapsOf(readings, gapS)
  const overS = sum(gaps.map(({ lengthS }) => lengthS))
  if (overS < SHORTEST_S) return { ...notJudged(`${otherwise}: ${overS.toFixed(0)} s of readings without a gap`), overS }
  const [sampled, recorded] = [sum(gaps.map((gap) => gap.sampledS)) / overS, sum(gaps.map((gap) => gap.recordedS)) / overS]
  const missed = gaps.map(({ lengthS, perfectS, sampledS, recordedS }) => ({
    lengthS,
    missedS: (perfectS ?? sampledS) - recordedS,
  }))
  const meanMissed = sum(missed.map(({ missedS }) => missedS)) / overS
  const deviation = Math.sqrt(sum(missed.map(({ lengthS, missedS }) => (missedS - meanMissed * lengthS) ** 2))) / overS
  const known = gaps.every(({ perfectS }) => perfectS !== null)

  const difference = Math.abs(sampled - recorded - (known ? meanMissed : 0))
  const level = Math.max(sampled, recorded)
  const byChance = TOLERANCE * level + DEVIATIONS * deviation + unseen
  const tolerance = Math.min(byChance, LARGEST_TOLERANCE * level + 1 + unseen)
  const judged = { sampled, recorded, tolerance, overS }
  const cannotTell = (reason: string) => ({ ...judged, holds: null, reason })
  if (difference > byChance || (known && difference > tolerance)) return { ...judged, holds: false, reason: null }
  if (difference > tolerance) return cannotTell('gauge and records differ too much from reading to reading')
  if (overS < LEAST_SHARE * ofS) return cannotTell(`${otherwise}: ${overS.toFixed(0)} of ${ofS.toFixed(0)} s without a gap`)
  return { ...judged, holds: true, reason: null }
}

/** Between neighbours: what the gauge, the records, and a perfect gauge at the same moments (null = not known) say was spent there. */
function gapsOf(readings: readonly Reading[], gapS: number) {
  return readings.slice(1).flatMap((after, index) => {
    const before = readings[index]!
    const lengthS = after.atS - before.atS
    if (lengthS <= 0 || lengthS > gapS || before.life !== after.life) return []
    const between = (a: number, b: number) => ((a + b) / 2) * lengthS
    const perfectS = before.there === undefined || after.there === undefined ? null : between(before.there, after.there)
    return [{ lengthS, sampledS: between(before.value, after.value), recordedS: after.spentS - before.spentS, perfectS }]
  })
}

export function notJudged(reason: string): Balance {
  return { sampled: null, recorded: null, tolerance: null, holds: null, overS: 0, reason }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
