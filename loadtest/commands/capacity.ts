import { join } from 'node:path'
import { loadStrategies } from '../../strategies/load-strategies.ts'
import { nominalCapacityPerS } from '../../strategies/strategy.ts'
import { searchCapacity } from '../capacity/search-capacity.ts'
import { loadScenarios } from '../definitions.ts'
import { type CapacityOrder, ORDER_FILE } from '../records/capacity-record.ts'
import { readHammer } from '../records/hammer-record.ts'
import { writeJson } from '../records/json.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { visitorJourneys } from '../statistics/fates.ts'
import { parseThreshold } from '../statistics/thresholds.ts'
import { runAct } from '../terminal/act.ts'
import { envelopeLine } from '../terminal/first-screen.ts'
import { watchLines } from '../terminal/watch-lines.ts'
import type { LiveOptions } from '../live/watch.ts'
import { chosenStrategies, type ChosenStrategy } from './chosen-strategies.ts'
import type { Command } from './command.ts'
import { experiment } from './experiment.ts'
import { hammerSteps } from './hammer-steps.ts'
import { LIVE, liveOption, withoutLive } from './live-option.ts'
import { COMMON, oneOf, parseOptions, peopleOption, seedOption, settings, wholeNumber } from './options.ts'
import { UsageError } from './usage-error.ts'

const SLO = ['timeToPermitS.p95 <= 5', 'servedWithin.s30 >= 0.99']
/** More and more people at once; six at least, or no law can be fitted. */
const PEOPLE = '2,5,10,20,40,100,300'
/** The first wave (the patience, 5 s) is left out of the rates. */
const POINT_S = 10
const REPEATS = 3
const RESOLUTION_PCT = 10
const DURATION_S = 20
const QUICK = { repeats: 1, resolutionPct: 25, durationS: 15, people: '2,5,10,20,40,100', pointS: 8 }
/** The open search begins just below what a closed population got: nothing sustains more than that. */
const BELOW_THE_BEST = 0.95
/** Where nothing is known. */
const START_SHARE = 0.6

const capacity: Command = {
  name: 'capacity',
  usage:
    "capacity --strategy NAME [--slo 'timeToPermitS.p95 <= 5'] [--repeats 3] [--resolution 10] [--people 2,5,...|none] [--quick] [--set key=value]",
  summary: 'the highest arrival rate at which a promise is kept, what is full beyond it, and what N people at once get',
  async run(args, stop) {
    const ordered = await readOrder(args)
    const { order, chosen, scenario, people, pointS } = ordered
    const facts = {
      command: 'capacity',
      argv: withoutLive(args),
      name: `capacity-${order.strategy}`,
      hypothesis: `${order.strategy} keeps ${order.slo.join(' and ')} up to some rate, and one resource is full beyond it.`,
      seed: order.seed,
      envelope: scenario.envelope,
      scenarios: [scenario],
      strategies: [chosen.described],
      out: ordered.out,
      live: ordered.live,
    }
    return experiment(facts, stop, async (lab, results, watch) => {
      writeJson(join(results, ORDER_FILE), order)
      console.log(
        `capacity of ${order.strategy}: ${order.slo.join(' and ')}\n  Envelope    ${envelopeLine(scenario.envelope)}\n  Machine     ${lab.description}\n${watchLines(watch)}`,
      )
      if (people.length > 0) {
        console.log('Act 1: more and more people at once')
        await runAct(
          hammerSteps(lab, { chosen, people, durationS: pointS, scenario, seed: order.seed, directory: results, watch }, stop),
        )
      }
      console.log(`\nAct ${people.length > 0 ? 2 : 1}: arrivals at one rate after the other, ${order.durationS} s each`)
      const startPerS = await startOf(results, scenario)
      const { strategy, options } = chosen
      await searchCapacity(lab, { order, strategy, options, scenario, directory: results, startPerS, watch }, stop)
    })
  },
}
export default capacity

interface Ordered {
  order: CapacityOrder
  chosen: ChosenStrategy
  scenario: Scenario
  people: number[]
  /** Of each number of people, s. */
  pointS: number
  out: string | undefined
  live: LiveOptions | null
}

async function readOrder(args: string[]): Promise<Ordered> {
  const { values } = parseOptions({
    args,
    options: {
      ...COMMON,
      ...LIVE,
      strategy: { type: 'string' },
      scenario: { type: 'string' },
      set: { type: 'string', multiple: true },
      slo: { type: 'string', multiple: true },
      repeats: { type: 'string' },
      resolution: { type: 'string' },
      duration: { type: 'string' },
      people: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  })
  const [scenarios, available] = [await loadScenarios(), await loadStrategies()]
  const base = scenarios.get(oneOf('scenario', values.scenario ?? 'launch-day', [...scenarios.keys()])) as Scenario
  const strategy = oneOf('strategy', values.strategy, [...available.keys()])
  const [chosen] = chosenStrategies([strategy], available, settings(values.set), base.envelope)
  const { quick } = values
  const order: CapacityOrder = {
    strategy,
    options: chosen!.options,
    scenario: base.name,
    slo: (values.slo ?? SLO).map(promise),
    repeats: wholeNumber('repeats', values.repeats, quick ? QUICK.repeats : REPEATS, 1, 100),
    resolution: wholeNumber('resolution', values.resolution, quick ? QUICK.resolutionPct : RESOLUTION_PCT, 2, 100) / 100,
    durationS: wholeNumber('duration', values.duration, quick ? QUICK.durationS : DURATION_S, 10, 600),
    seed: seedOption(values.seed),
  }
  const people = values.people ?? (quick ? QUICK.people : PEOPLE)
  return {
    order,
    chosen: chosen!,
    // Its own thresholds are about its own stages.
    scenario: { ...base, thresholds: [] },
    people: people === 'none' ? [] : peopleOption(people),
    pointS: quick ? QUICK.pointS : POINT_S,
    out: values.out,
    live: liveOption(values),
  }
}

/** @throws UsageError for what is no threshold, or one that names a strategy */
function promise(text: string): string {
  const { strategy, text: written } = parseThreshold(text)
  if (strategy !== null) throw new UsageError(`--slo "${text}": one strategy is searched, name the metric alone`)
  return written
}

/** People a second: those who apply among them are just fewer than the most permits a closed population got. */
async function startOf(directory: string, { mix, envelope }: Scenario): Promise<number> {
  const rates = (await readHammer(directory)).flatMap(({ permitsPerS, invalidReasons }) =>
    permitsPerS === null || invalidReasons.length > 0 ? [] : permitsPerS,
  )
  const best = Math.max(0, ...rates)
  const visitors = visitorJourneys({})
  const applicants = Object.entries(mix).reduce((sum, [journey, share]) => sum + (visitors.has(journey) ? 0 : share), 0)
  const perS = best > 0 ? best * BELOW_THE_BEST : nominalCapacityPerS(envelope) * START_SHARE
  return applicants > 0 ? perS / applicants : perS
}
