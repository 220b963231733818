import { loadStrategies } from '../../strategies/load-strategies.ts'
import { Random } from '../citizens/random.ts'
import { loadScenarios, loadStudies } from '../definitions.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { Study } from '../studies/study.ts'
import { runAct, type Step } from '../terminal/act.ts'
import { firstScreen } from '../terminal/first-screen.ts'
import { chosenStrategies, type ChosenStrategy } from './chosen-strategies.ts'
import type { Command } from './command.ts'
import { experiment } from './experiment.ts'
import { hammerSteps } from './hammer-steps.ts'
import { COMMON, oneOf, onlyWord, parseOptions, seedOption, wholeNumber } from './options.ts'
import { TrialSteps } from './trial-steps.ts'

const study: Command = {
  name: 'study',
  usage: 'study [crash] [--quick] [--strategies a,b] [--scenario NAME] [--repeats N]',
  summary: 'reproduces the crash, then compares strategies on the same citizens; --repeats 8 gives intervals',
  async run(args, stop) {
    const order = await readOrder(args)
    const { study, scenario, strategies, seed, repeats } = order
    const facts = {
      command: 'study',
      argv: args,
      name: study.name,
      hypothesis: study.hypothesis,
      seed,
      envelope: scenario.envelope,
      scenarios: [scenario],
      strategies: withReferenceFirst(strategies, study.reference),
      out: order.out,
    }
    return experiment(facts, stop, async (lab, directory) => {
      const names = strategies.map(({ strategy }) => strategy.name)
      console.log(firstScreen({ study, scenario, lab, strategies: names, repeats, hammer: order.hammer !== null }))
      if (order.hammer) {
        console.log('Act 1: more and more people at once')
        await runAct(hammerSteps(lab, { ...order.hammer, scenario, seed, directory }, stop))
      }
      console.log(`\nAct ${order.hammer ? 2 : 1}: the same citizens, one way of queueing after the other`)
      await runAct(stepsOf(order, new TrialSteps(lab, scenario, directory, stop)))
    })
  },
}
export default study

interface Order {
  study: Study
  scenario: Scenario
  strategies: ChosenStrategy[]
  seed: number
  repeats: number
  /** null = without the closed population. */
  hammer: { chosen: ChosenStrategy; people: readonly number[]; durationS: number } | null
  out: string | undefined
}

async function readOrder(args: string[]): Promise<Order> {
  const { values, positionals } = parseOptions({
    args,
    allowPositionals: true,
    options: {
      ...COMMON,
      quick: { type: 'boolean', default: false },
      strategies: { type: 'string' },
      scenario: { type: 'string' },
      repeats: { type: 'string' },
    },
  })
  const [studies, scenarios, available] = [await loadStudies(), await loadScenarios(), await loadStrategies()]
  const chosen = studies.get(oneOf('study', onlyWord(positionals) ?? 'crash', [...studies.keys()])) as Study
  const scenario = scenarios.get(oneOf('scenario', values.scenario ?? chosen.scenario, [...scenarios.keys()])) as Scenario
  const names = values.strategies?.split(',') ?? (values.quick ? chosen.quick : chosen.strategies)
  const { hammer } = chosen
  const withHammer = hammer && !values.quick && values.strategies === undefined
  const choose = (wanted: readonly string[]) => chosenStrategies(wanted, available, {}, scenario.envelope)
  return {
    study: chosen,
    scenario,
    strategies: choose(names),
    seed: seedOption(values.seed),
    repeats: wholeNumber('repeats', values.repeats, 1, 1, 1000),
    hammer: withHammer ? { ...hammer, chosen: choose([hammer.strategy])[0]! } : null,
    out: values.out,
  }
}

/** Block by block; the people of block b are those of seed + b - 1, the same for every strategy of the block. */
function stepsOf(order: Order, trials: TrialSteps): Step[] {
  const { repeats, seed } = order
  return Array.from({ length: repeats }, (_, index) => index + 1).flatMap((block) =>
    orderOfBlock(order, block).map((chosen) => {
      const title = repeats > 1 ? `${chosen.strategy.name}, block ${block} of ${repeats}` : chosen.strategy.name
      return trials.step(title, chosen, seed + block - 1, block)
    }),
  )
}

/** A demonstration (one block) shows the strategies in the study's order; a comparison shuffles every block. */
function orderOfBlock(order: Order, block: number): readonly ChosenStrategy[] {
  if (order.repeats === 1) return order.strategies
  const random = new Random(order.seed, block, 'order')
  return order.strategies
    .map((strategy) => ({ strategy, key: random.uniform() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ strategy }) => strategy)
}

/** The manifest's first strategy is what the others are compared with. */
function withReferenceFirst(strategies: readonly ChosenStrategy[], reference: string) {
  const isReference = ({ strategy }: ChosenStrategy) => strategy.name === reference
  return [...strategies.filter(isReference), ...strategies.filter((one) => !isReference(one))].map(({ described }) => described)
}
