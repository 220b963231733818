import { loadStrategies } from '../../strategies/load-strategies.ts'
import { loadFaults, loadJourneys, loadScenarios, loadStudies } from '../definitions.ts'
import { EXIT } from './exit-code.ts'
import { COMMON, parseOptions } from './options.ts'
import type { Command } from './command.ts'

type Row = { name: string; summary: string; reference?: string }

const list: Command = {
  name: 'list',
  usage: 'list [--json]',
  summary: 'what there is: strategies, scenarios, journeys, faults, studies',
  async run(args) {
    // --out and --seed go with every command, for scripts; here they have nothing to do.
    const { values } = parseOptions({ args, options: { ...COMMON, json: { type: 'boolean', default: false } } })
    const everything = await gather()
    if (values.json) console.log(JSON.stringify(everything, null, 2))
    else for (const [kind, rows] of Object.entries(everything)) console.log(`\n${kind}\n${rows.map(line).join('\n')}`)
    return EXIT.done
  },
}
export default list

async function gather(): Promise<Record<string, Row[]>> {
  const short = ({ name, summary }: Row) => ({ name, summary })
  return {
    strategies: [...(await loadStrategies()).values()].map(({ name, summary, reference }) => ({ name, summary, reference })),
    scenarios: [...(await loadScenarios()).values()].map(short),
    journeys: [...(await loadJourneys()).values()].map(short),
    faults: [...(await loadFaults()).values()].map(short),
    studies: [...(await loadStudies()).values()].map(short),
  }
}

function line({ name, summary }: Row): string {
  return `  ${name.padEnd(20)} ${summary}`
}
