import { loadStrategies } from '../../strategies/load-strategies.ts'
import { loadScenarios } from '../definitions.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { runAct } from '../terminal/act.ts'
import { envelopeLine } from '../terminal/first-screen.ts'
import { watchLines } from '../terminal/watch-lines.ts'
import { chosenStrategies } from './chosen-strategies.ts'
import type { Command } from './command.ts'
import { experiment } from './experiment.ts'
import { hammerSteps } from './hammer-steps.ts'
import { LIVE, liveOption, withoutLive } from './live-option.ts'
import { COMMON, oneOf, parseOptions, peopleOption, seedOption, settings, wholeNumber } from './options.ts'

const PEOPLE = '10,50,200,800,3200'
/** The rates are those after the first five seconds (the patience). */
const DURATION_S = 12

const hammer: Command = {
  name: 'hammer',
  usage: 'hammer [--strategy NAME] [--people 10,50,...] [--duration S] [--set key=value]',
  summary: 'so many people at once who press refresh, on a fresh portal each time',
  async run(args, stop) {
    const { values } = parseOptions({
      args,
      options: {
        ...COMMON,
        ...LIVE,
        strategy: { type: 'string' },
        people: { type: 'string' },
        duration: { type: 'string' },
        set: { type: 'string', multiple: true },
      },
    })
    const available = await loadStrategies()
    const scenario = (await loadScenarios()).get('launch-day') as Scenario
    const name = oneOf('strategy', values.strategy ?? 'inline', [...available.keys()])
    const [chosen] = chosenStrategies([name], available, settings(values.set), scenario.envelope)
    const people = peopleOption(values.people ?? PEOPLE)
    const durationS = wholeNumber('duration', values.duration, DURATION_S, 3, 600)
    const seed = seedOption(values.seed)
    const facts = {
      command: 'hammer',
      argv: withoutLive(args),
      name: `hammer-${name}`,
      hypothesis: 'The more people press refresh at the same time, the fewer pages open.',
      seed,
      envelope: scenario.envelope,
      scenarios: [],
      strategies: [chosen!.described],
      out: values.out,
      live: liveOption(values),
    }
    return experiment(facts, stop, async (lab, directory, watch) => {
      console.log(
        `hammer on ${name}: ${people.join(', ')} people at once, ${durationS} s each\n  Envelope    ${envelopeLine(scenario.envelope)}\n  Machine     ${lab.description}\n${watchLines(watch)}`,
      )
      await runAct(hammerSteps(lab, { chosen: chosen!, people, durationS, scenario, seed, directory, watch }, stop))
    })
  },
}
export default hammer
