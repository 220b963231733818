import { createHash } from 'node:crypto'
import { Random } from '../citizens/random.ts'
import type { Scenario, Stage } from '../scenarios/scenario.ts'

/** One intended arrival. */
export interface Arrival {
  /** Index of the person, from 0 in order of arrival. */
  citizen: number
  journey: string
  stage: string
  /** Since the start of the first stage; whole microseconds, so that the hash does not hang on the last bit of a logarithm. */
  atMs: number
}

export interface ScheduleInput extends Pick<Scenario, 'stages' | 'arrivals' | 'mix'> {
  nominalCapacityPerS: number
  seed: number
}

/**
 * Who comes when: a pure function of its input that knows nothing of the strategy. The cumulative rate is inverted at
 * unit-exponential steps (Poisson; Cinlar 1975) or at 0.5, 1.5, 2.5, ... (even), exact for ramps and over stage borders.
 * @throws RangeError when the mix does not sum to 1.
 */
export function scheduleOf(input: ScheduleInput): Arrival[] {
  const journeyOf = journeyPicker(input.mix, input.seed)
  const step = stepper(input.arrivals, input.seed)
  const arrivals: Arrival[] = []
  let target = input.arrivals === 'even' ? 0.5 : step() // of the cumulative number of arrivals
  let before = 0 // cumulative number at the stage's start
  let startS = 0
  for (const stage of input.stages) {
    const expected = expectedArrivals(stage, input.nominalCapacityPerS)
    for (; target < before + expected; target += step()) {
      const citizen = arrivals.length
      const atS = startS + secondsUntil(target - before, stage, input.nominalCapacityPerS)
      arrivals.push({ citizen, journey: journeyOf(citizen), stage: stage.name, atMs: Math.round(atS * 1e6) / 1e3 })
    }
    before += expected
    startS += stage.durationS
  }
  return arrivals
}

/** SHA-256 of the schedule, hex: the same people come at the same times. */
export function scheduleSha256(arrivals: readonly Arrival[]): string {
  const sum = createHash('sha256')
  for (const { citizen, journey, stage, atMs } of arrivals) sum.update(`${citizen},${journey},${stage},${atMs.toFixed(3)}\n`)
  return sum.digest('hex')
}

/** Mean number of arrivals in a stage. */
export function expectedArrivals(stage: Stage, nominalCapacityPerS: number): number {
  return ((stage.rate + (stage.rateTo ?? stage.rate)) / 2) * nominalCapacityPerS * stage.durationS
}

/** Seconds into the stage until `count` arrivals are due: solves r0 t + (r1 - r0) t^2 / 2d = count, in the form that is stable for r1 = r0. */
function secondsUntil(count: number, stage: Stage, nominalCapacityPerS: number): number {
  const from = stage.rate * nominalCapacityPerS
  const slope = ((stage.rateTo ?? stage.rate) * nominalCapacityPerS - from) / stage.durationS
  const root = Math.sqrt(Math.max(0, from * from + 2 * slope * count))
  return count === 0 ? 0 : Math.min(stage.durationS, (2 * count) / (from + root))
}

function stepper(arrivals: ScheduleInput['arrivals'], seed: number): () => number {
  if (arrivals === 'even') return () => 1
  const random = new Random(seed, 'arrivals')
  return () => random.exponential(1)
}

/** Every citizen draws from her own stream: another rate or mix elsewhere does not change who she is. */
function journeyPicker(mix: Readonly<Record<string, number>>, seed: number): (citizen: number) => string {
  // Sorted, so that the order in which a scenario lists its journeys does not matter.
  const shares = Object.entries(mix)
    .filter(([, share]) => share > 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  const sum = shares.reduce((total, [, share]) => total + share, 0)
  if (Math.abs(sum - 1) > 1e-9) throw new RangeError(`the shares of the journeys sum to ${sum}, must be 1`)
  return (citizen) => {
    let left = new Random(seed, citizen, 'journey').uniform()
    for (const [journey, share] of shares) if ((left -= share) < 0) return journey
    return (shares.at(-1) as [string, number])[0]
  }
}
