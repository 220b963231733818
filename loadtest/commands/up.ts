import { once } from 'node:events'
import { loadStrategies, planOf } from '../../strategies/load-strategies.ts'
import { personOf } from '../citizens/identity.ts'
import { loadJourneys, loadScenarios } from '../definitions.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { deathLine } from '../terminal/trial-line.ts'
import { openLaboratory } from '../trials/laboratory.ts'
import { startSystem, type RunningSystem } from '../trials/running-system.ts'
import type { Template } from '../trials/seeding.ts'
import { seededCitizens, templateFor } from '../trials/template-for.ts'
import { chosenStrategies } from './chosen-strategies.ts'
import type { Command } from './command.ts'
import { EXIT } from './exit-code.ts'
import { COMMON, oneOf, parseOptions, seedOption, settings } from './options.ts'
import { makeResultsDirectory } from './results-directory.ts'

const up: Command = {
  name: 'up',
  usage: 'up [--strategy NAME] [--scenario NAME] [--set key=value]',
  summary: 'starts the portal with everything behind it, prints its addresses and stays until Ctrl-C',
  async run(args, stop) {
    const { values } = parseOptions({
      args,
      options: { ...COMMON, strategy: { type: 'string' }, scenario: { type: 'string' }, set: { type: 'string', multiple: true } },
    })
    const [scenarios, available] = [await loadScenarios(), await loadStrategies()]
    const scenario = scenarios.get(oneOf('scenario', values.scenario ?? 'launch-day', [...scenarios.keys()])) as Scenario
    const name = oneOf('strategy', values.strategy ?? 'shed-on-depth', [...available.keys()])
    const [chosen] = chosenStrategies([name], available, settings(values.set), scenario.envelope)
    const seed = seedOption(values.seed)
    const logDirectory = makeResultsDirectory(values.out, `up-${name}`)
    const lab = await openLaboratory(scenario.envelope)
    let system: RunningSystem | null = null
    try {
      const template = await templateFor(lab, scenario, seed)
      const databaseUrl = await lab.postgres.createDatabase(lab.postgres.databaseName('up'), template.database)
      const [someone] = seededCitizens(scenario, await loadJourneys(), seed)
      const startedAt = Date.now()
      const { strategy, options } = chosen!
      system = await startSystem(lab, {
        strategy,
        options,
        plan: planOf(strategy, options, scenario.envelope),
        envelope: scenario.envelope,
        databaseUrl,
        seed,
        logDirectory,
        clockS: () => (Date.now() - startedAt) / 1000,
        onExit: (exit) => exit.unexpected && console.log(deathLine(exit)),
      })
      console.log(addresses(system, lab.description, template, databaseUrl, seed, name, someone ?? 0))
      if (!stop.aborted) await once(stop, 'abort')
    } finally {
      await system?.stop()
      await lab.close()
    }
    return EXIT.interrupted
  },
}
export default up

function addresses(
  system: RunningSystem,
  machine: string,
  template: Template,
  databaseUrl: string,
  seed: number,
  strategy: string,
  someone: number,
): string {
  const person = personOf(seed, someone)
  return `
The portal is up with the strategy "${strategy}" (${machine}).

  portal             ${system.portalUrl}
  interface          ${system.portalUrl}/openapi.json
  portal's metrics   ${system.portalMetricsUrl}
  Dukcapil           ${system.dukcapilUrl}/capacity
  messages (OTP)     ${system.gatewayUrl}/inbox/{contact}
  a NIB that exists  ${template.seededNib}
  PostgreSQL         ${databaseUrl}
  an applicant       Authorization: Bearer ${person.token}
  officers           ${template.officerTokens.map((token) => `Authorization: Bearer ${token}`).join('\n                     ')}

  the same people as in a trial come with
    npm start -- run smoke --target ${system.portalUrl} --gateway ${system.gatewayUrl} --seed ${seed}

Invented people, for this machine only. Ctrl-C ends everything and removes the database.`
}
