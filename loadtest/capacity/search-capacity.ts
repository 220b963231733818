import { join } from 'node:path'
import { nominalCapacityPerS, type Strategy } from '../../strategies/strategy.ts'
import { reasonOf } from '../environment/environment-error.ts'
import type { CapacityOrder, CapacityTrial } from '../records/capacity-record.ts'
import type { WatchedTrial } from '../live/watched-trial.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { parseThreshold } from '../statistics/thresholds.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import { runAct } from '../terminal/act.ts'
import type { Laboratory } from '../trials/laboratory.ts'
import type { TrialObserver } from '../trials/observer.ts'
import { runTrial, trialId } from '../trials/run-trial.ts'
import { templateFor } from '../trials/template-for.ts'
import { triedRates } from './capacity-of.ts'
import { type JudgedTrial, judgeTrial } from './derive-capacity.ts'
import { majorityOf } from './majority.ts'
import { bracketOf, nextRate } from './next-rate.ts'
import { steadyScenario } from './steady-scenario.ts'

/** Of nominal capacity: fewer people than that prove nothing in one trial, more nobody asks of this envelope. */
const LOWEST_SHARE = 0.05
const HIGHEST_SHARE = 4

export interface CapacitySearch {
  order: CapacityOrder
  strategy: Strategy
  /** Of the strategy, as given. */
  options: Record<string, unknown>
  /** Whose people come. */
  scenario: Scenario
  /** Of the results. */
  directory: string
  /** Where to begin, people a second. */
  startPerS: number
  /** Others who watch each trial beside the terminal. */
  watch?: {
    observe(trial: WatchedTrial, terminal: TrialObserver): TrialObserver
    finished(trial: WatchedTrial, summary: TrialSummary): void
    brokenOff(trialId: string, reason: string): void
  }
}

/**
 * Bisection in the open model: fresh trials at one rate after the other, until the knee is known as closely as asked. A rate is decided
 * as soon as a majority is certain; the two rates around the knee get all their repeats, so that the interval is an honest one.
 * Trial `block` of each rate has the seed `seed + block - 1`.
 */
export async function searchCapacity(lab: Laboratory, search: CapacitySearch, stop: AbortSignal): Promise<void> {
  const { order, scenario, startPerS } = search
  const nominal = nominalCapacityPerS(scenario.envelope)
  const bounds = { startPerS, lowestPerS: nominal * LOWEST_SHARE, highestPerS: nominal * HIGHEST_SHARE }
  const judged: JudgedTrial[] = []
  const rates = () => triedRates(judged, order.repeats)
  const run = async (ratePerS: number, enough: (votes: readonly (boolean | null)[]) => boolean) => {
    for (let block = 1; block <= order.repeats && !stop.aborted; block++) {
      const here = judged.filter((one) => one.ratePerS === ratePerS)
      if (enough(here.map(({ trial }) => trial.met))) return
      if (!here.some((one) => one.block === block)) judged.push(...(await trialsOf(lab, search, { ratePerS, block }, stop)))
    }
  }
  for (let rate = nextRate([], { ...bounds, resolution: order.resolution }); rate !== null && !stop.aborted;) {
    await run(rate, (votes) => !majorityOf(votes, order.repeats).open)
    rate = nextRate(rates(), { ...bounds, resolution: order.resolution })
  }
  const { passing, failing } = bracketOf(rates())
  for (const rate of [passing, failing]) if (rate !== null) await run(rate, () => false)
}

/** One trial; an invalid one is run once more (one that was too short would be too short again). Both stay, the invalid one without a vote. */
async function trialsOf(
  lab: Laboratory,
  search: CapacitySearch,
  { ratePerS, block }: Pick<JudgedTrial, 'ratePerS' | 'block'>,
  stop: AbortSignal,
): Promise<JudgedTrial[]> {
  const judged: JudgedTrial[] = []
  const { repeats } = search.order
  for (const attemptNo of [1, 2] as const) {
    const again = attemptNo === 2 ? ', again' : ''
    const title = `${ratePerS} people/s${repeats > 1 ? `, trial ${block} of ${repeats}` : ''}${again}`
    await runAct([
      {
        title,
        async run(observer) {
          observer.phase('writing down the people who will come')
          const one = await oneTrial(lab, search, { ratePerS, block, attemptNo }, observer, stop)
          // As it was asked for: the rate of the records is rounded.
          judged.push({ ...one, ratePerS })
          return resultLine(one.trial)
        },
      },
    ])
    if (judged.at(-1)?.valid !== false || stop.aborted) break
  }
  return judged
}

async function oneTrial(
  lab: Laboratory,
  { order, strategy, options, scenario: base, directory: results, watch }: CapacitySearch,
  { ratePerS, block, attemptNo }: { ratePerS: number; block: number; attemptNo: 1 | 2 },
  terminal: TrialObserver,
  stop: AbortSignal,
): Promise<JudgedTrial> {
  const scenario = steadyScenario(base, ratePerS, order.durationS)
  const seed = order.seed + block - 1
  const id = trialId(strategy.name, scenario.name, seed, block, attemptNo)
  const directory = join(results, 'trials', id)
  const { name, stages, envelope } = scenario
  const nominal = nominalCapacityPerS(envelope)
  const trial = { id, strategy: strategy.name, scenario: name, seed, block, stages, nominalCapacityPerS: nominal }
  const observer = watch?.observe(trial, terminal) ?? terminal
  try {
    const template = await templateFor(lab, scenario, seed)
    try {
      await runTrial(lab, { strategy, options, scenario, seed, block, attemptNo, directory, template }, observer, stop)
    } finally {
      await lab.postgres.dropDatabase(template.database).catch(() => undefined)
    }
    const judged = await judgeTrial(directory, order.slo.map(parseThreshold))
    watch?.finished(trial, judged.summary)
    return judged
  } catch (error) {
    watch?.brokenOff(id, reasonOf(error))
    throw error
  }
}

function resultLine({ valid, met, reasons }: CapacityTrial): string {
  const verdict = !valid ? 'INVALID' : met === null ? 'undecided' : met ? 'kept' : 'not kept'
  return reasons.length === 0 ? verdict : `${verdict}: ${reasons.join('; ')}`
}
