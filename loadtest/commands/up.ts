import { once } from 'node:events'
import { join } from 'node:path'
import { loadStrategies } from '../../strategies/load-strategies.ts'
import { loadFaults, loadJourneys, loadScenarios } from '../definitions.ts'
import { freePort } from '../environment/free-port.ts'
import { openWatch } from '../live/open-watch.ts'
import type { LiveOptions, Watch } from '../live/watch.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { lastScreen } from '../terminal/last-screen.ts'
import { upScreen } from '../terminal/up-screen.ts'
import { FaultsByHand } from '../trials/faults-by-hand.ts'
import { openLaboratory, type Laboratory } from '../trials/laboratory.ts'
import { seededCitizens, templateFor } from '../trials/template-for.ts'
import { chosenStrategies } from './chosen-strategies.ts'
import type { Command } from './command.ts'
import { EXIT } from './exit-code.ts'
import { IdleSystem } from './idle-system.ts'
import { LIVE, liveOption, withoutLive } from './live-option.ts'
import { OperatorsProcess } from './operators-process.ts'
import { COMMON, oneOf, parseOptions, seedOption, settings } from './options.ts'
import { OrderedTrials } from './ordered-trials.ts'
import { makeResultsDirectory } from './results-directory.ts'
import { ownResults } from './results-owner.ts'
import { UpDesk, type UpDeskParts } from './up-desk.ts'

const up: Command = {
  name: 'up',
  usage: 'up [--strategy NAME] [--scenario NAME] [--set key=value] [--live-port N]',
  summary:
    'starts the portal with everything behind it and stays until Ctrl-C; scenarios, strategies and faults are then ordered from the\n      live page',
  async run(args, stop) {
    const order = await readOrder(args)
    const directory = makeResultsDirectory(order.out, `up-${order.strategy}`)
    const giveBack = ownResults(directory)
    try {
      await stayUp(order, directory, stop)
    } finally {
      giveBack()
    }
    return EXIT.interrupted
  },
}
export default up

interface UpOrder extends Pick<UpDeskParts, 'strategies' | 'scenarios' | 'faults' | 'choose'> {
  argv: readonly string[]
  strategy: string
  scenario: Scenario
  seed: number
  out: string | undefined
  live: LiveOptions | null
}

/** @throws UsageError */
async function readOrder(args: string[]): Promise<UpOrder> {
  const { values } = parseOptions({
    args,
    options: {
      ...COMMON,
      ...LIVE,
      strategy: { type: 'string' },
      scenario: { type: 'string' },
      set: { type: 'string', multiple: true },
    },
  })
  const [scenarios, strategies, faults] = [await loadScenarios(), await loadStrategies(), await loadFaults()]
  const scenario = scenarios.get(oneOf('scenario', values.scenario ?? 'launch-day', [...scenarios.keys()])) as Scenario
  const strategy = oneOf('strategy', values.strategy ?? 'shed-on-depth', [...strategies.keys()])
  const set = settings(values.set)
  // What was set is of the strategy that was named; every other one has its defaults.
  const choose: UpOrder['choose'] = (name, { envelope }) =>
    chosenStrategies([name], strategies, name === strategy ? set : {}, envelope)[0]!
  choose(strategy, scenario)
  return {
    argv: withoutLive(args),
    strategy,
    scenario,
    seed: seedOption(values.seed),
    out: values.out,
    live: liveOption(values),
    strategies,
    scenarios,
    faults,
    choose,
  }
}

async function stayUp(order: UpOrder, directory: string, stop: AbortSignal): Promise<void> {
  const connections = Math.max(...[...order.scenarios.values()].map(({ envelope }) => envelope.connections))
  const lab = await openLaboratory({ ...order.scenario.envelope, connections })
  let house: House | null = null
  try {
    house = await openHouse(lab, order, directory)
    const { desk, screen } = house
    await desk.open()
    console.log(screen())
    if (!stop.aborted) await once(stop, 'abort')
  } finally {
    await house?.desk.close()
    await house?.watch.measured()
    await lab.close()
    await house?.watch.close(house.trials.report)
  }
  if (house.trials.summary) console.log(await lastScreen(house.trials.summary, directory))
}

interface House {
  watch: Watch
  trials: OrderedTrials
  desk: UpDesk
  /** What people read when it is up. */
  screen(): string
}

/** Everything of `up`, with nothing started but what watches. */
async function openHouse(lab: Laboratory, order: UpOrder, directory: string): Promise<House> {
  const { scenario, seed, argv, live, faults } = order
  const ports = { portal: await freePort(), dukcapil: await freePort(), gateway: await freePort() }
  const url = (port: number) => `http://127.0.0.1:${port}`
  const template = await templateFor(lab, scenario, seed)
  const databaseUrl = await lab.postgres.createDatabase(lab.postgres.databaseName('up'), template.database)
  const [someone = 0] = seededCitizens(scenario, await loadJourneys(), seed)
  const operators = new OperatorsProcess(lab, { port: await freePort(), logFile: join(directory, 'operators.log') })
  const byHand = new FaultsByHand(faults)
  let trials: OrderedTrials | null = null
  const watch = await openWatch(lab, {
    title: 'up',
    // Of those that are ordered, in this order: so does the report count them, and give them their colours.
    strategies: [],
    planned: null,
    live,
    links: [
      { label: 'Portal', url: url(ports.portal) },
      { label: 'Interface', url: `${url(ports.portal)}/interface` },
      { label: 'Operators', url: operators.url },
    ],
    report: () => trials?.report ?? null,
  })
  trials = new OrderedTrials(lab, { directory, argv, seed, ports, byHand, watch })
  const idle = new IdleSystem(lab, { scenario, seed, ports, databaseUrl, logDirectory: directory, operators, watch })
  const desk = new UpDesk(
    {
      ...order,
      idle,
      trials,
      byHand,
      operators,
      watch,
      operatorsWatchTrials: lab.redis !== null,
      death: () => lab.deaths()[0] ?? null,
    },
    { strategy: order.strategy, scenario: scenario.name },
  )
  const screen = () =>
    upScreen({
      strategy: order.strategy,
      machine: lab.description,
      watch,
      portalUrl: url(ports.portal),
      dukcapilUrl: url(ports.dukcapil),
      gatewayUrl: url(ports.gateway),
      operators,
      databaseUrl,
      template,
      someone,
      seed,
    })
  return { watch, trials, desk, screen }
}
