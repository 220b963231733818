import { loadStrategies } from '../../strategies/load-strategies.ts'
import { loadScenarios } from '../definitions.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { runAct } from '../terminal/act.ts'
import { envelopeLine } from '../terminal/first-screen.ts'
import { watchLines } from '../terminal/watch-lines.ts'
import { chosenStrategies } from './chosen-strategies.ts'
import type { Command } from './command.ts'
import { experiment } from './experiment.ts'
import { LIVE, liveOption, withoutLive } from './live-option.ts'
import { ASSERT, assertsOption, COMMON, oneOf, onlyWord, parseOptions, seedOption, settings } from './options.ts'
import { runAgainstTarget } from './run-against-target.ts'
import { TARGET_OPTIONS } from './target.ts'
import { TrialSteps } from './trial-steps.ts'
import { UsageError } from './usage-error.ts'

const run: Command = {
  name: 'run',
  usage:
    'run <scenario> --strategy NAME [--set key=value] [--assert EXPR] | run <scenario> --target URL [--gateway URL] [--database URL [--fresh]] [--allow-remote HOST]',
  summary: 'one trial of one strategy; with --target against a portal that is already running',
  async run(args, stop) {
    const { values, positionals } = parseOptions({
      args,
      allowPositionals: true,
      options: {
        ...COMMON,
        ...LIVE,
        ...TARGET_OPTIONS,
        ...ASSERT,
        strategy: { type: 'string' },
        set: { type: 'string', multiple: true },
      },
    })
    const scenarios = await loadScenarios()
    const scenario = scenarios.get(oneOf('scenario', onlyWord(positionals), [...scenarios.keys()])) as Scenario
    const seed = seedOption(values.seed)
    if (values.target !== undefined) {
      if (values.strategy ?? values.set)
        throw new UsageError('--strategy and --set say how to start a portal; with --target it already runs')
      return runAgainstTarget(
        { ...values, target: values.target, live: liveOption(values) },
        withoutLive(args),
        scenario,
        seed,
        stop,
      )
    }
    const onlyWithTarget = (Object.keys(TARGET_OPTIONS) as (keyof typeof TARGET_OPTIONS)[]).find(
      (name) => name !== 'target' && values[name] !== undefined,
    )
    if (onlyWithTarget) throw new UsageError(`--${onlyWithTarget} goes with --target`)
    const available = await loadStrategies()
    const name = oneOf('strategy', values.strategy, [...available.keys()])
    const [chosen] = chosenStrategies([name], available, settings(values.set), scenario.envelope)
    const facts = {
      command: 'run',
      argv: withoutLive(args),
      name: `${scenario.name}-${name}`,
      hypothesis: null,
      seed,
      envelope: scenario.envelope,
      scenarios: [scenario],
      strategies: [chosen!.described],
      asserts: assertsOption(values.assert, [name]),
      out: values.out,
      live: liveOption(values),
      planned: 1,
    }
    return experiment(facts, stop, async (lab, directory, watch) => {
      console.log(
        `${scenario.name}: ${scenario.summary}\n  Envelope    ${envelopeLine(scenario.envelope)}\n  Machine     ${lab.description}\n${watchLines(watch)}`,
      )
      await runAct([new TrialSteps(lab, scenario, { directory, watch, stop }).step(name, chosen!, seed, 1)])
    })
  },
}
export default run
