import { once } from 'node:events'
import { rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { loadStrategies } from '../../strategies/load-strategies.ts'
import { loadFaults, loadJourneys, loadScenarios } from '../definitions.ts'
import { EnvironmentError } from '../environment/environment-error.ts'
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
import { hurryOpening } from './hurry.ts'
import { IdleSystem } from './idle-system.ts'
import { laboratoryDeath, whyBroken } from './laboratory-death.ts'
import { LIVE, liveOption, withoutLive } from './live-option.ts'
import { OperatorsProcess } from './operators-process.ts'
import { COMMON, oneOf, parseOptions, seedOption, settings } from './options.ts'
import { OrderedTrials } from './ordered-trials.ts'
import { makeResultsDirectory } from './results-directory.ts'
import { ownResults } from './results-owner.ts'
import { UpDesk, type UpDeskParts } from './up-desk.ts'

const up: Command = {
  name: 'up',
  usage: 'up [--strategy NAME] [--scenario NAME] [--set key=value] [--live-port N] [--no-live] [--no-prometheus]',
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
      if (order.out === undefined) removeEmpty(directory)
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
  const opening = openLaboratory({ ...order.scenario.envelope, connections })
  const lab = await orEnded(stop, opening)
  if (lab === null) return hurryOpening(opening)
  const death = laboratoryDeath(lab)
  const ended = AbortSignal.any([stop, death])
  let house: House | null = null
  let stood = false
  try {
    house = await openHouse(lab, order, directory, ended)
    if (house !== null) {
      await orEnded(ended, house.desk.open())
      stood = !ended.aborted
      if (stood) console.log(house.screen())
      if (stood) await once(ended, 'abort')
    }
  } catch (error) {
    throw new EnvironmentError(await whyBroken(lab, error), { cause: error })
  } finally {
    const broken = death.aborted && !stop.aborted ? (death.reason as Error).message : null
    if (broken !== null) console.error(`\n${broken}: everything ends`)
    await house?.desk.close(broken)
    await house?.watch.measured()
    await lab.close()
    await house?.watch.close(house.trials.report)
    // The logs of a system that did not start are kept, and whatever somebody ordered.
    const nothingToKeep = (stood || ended.aborted) && !house?.trials.any
    if (nothingToKeep && order.out === undefined) rmSync(directory, { recursive: true, force: true })
  }
  if (house?.trials.summary) console.log(await lastScreen(house.trials.summary, directory))
  if (!stop.aborted) death.throwIfAborted()
}

/** What the work gives; null as soon as `ended` is aborted, and then the work is left to itself. */
async function orEnded<T>(ended: AbortSignal, work: Promise<T>): Promise<T | null> {
  if (!ended.aborted) return Promise.race([work, once(ended, 'abort').then(() => null)])
  work.catch(() => undefined)
  return null
}

/** Only what nobody has written to. */
function removeEmpty(directory: string): void {
  try {
    rmdirSync(directory)
  } catch {
    // Gone already, or there is something in it.
  }
}

interface House {
  watch: Watch
  trials: OrderedTrials
  desk: UpDesk
  /** What people read when it is up. */
  screen(): string
}

/** Everything of `up`, with nothing started but what watches; null = ended before that. */
async function openHouse(lab: Laboratory, order: UpOrder, directory: string, ended: AbortSignal): Promise<House | null> {
  const { scenario, seed, argv, live, faults } = order
  const ports = { portal: await freePort(), dukcapil: await freePort(), gateway: await freePort() }
  const url = (port: number) => `http://127.0.0.1:${port}`
  const template = await orEnded(ended, templateFor(lab, scenario, seed))
  if (template === null) return null
  const databaseUrl = await lab.postgres.createDatabase(lab.postgres.databaseName('up'), template.database)
  const [someone = 0] = seededCitizens(scenario, await loadJourneys(), seed)
  const operators = new OperatorsProcess(lab, { port: await freePort(), logFile: join(directory, 'operators.log') })
  const byHand = new FaultsByHand(faults, { redis: lab.redis !== null })
  if (ended.aborted) return null
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
  const idle = new IdleSystem(lab, { scenario, seed, ports, databaseUrl, logDirectory: directory, operators, watch, ended })
  const desk = new UpDesk(
    {
      ...order,
      idle,
      trials,
      byHand,
      operators,
      watch,
      lab,
    },
    { strategy: order.strategy, scenario: scenario.name },
  )
  const screen = () =>
    upScreen({
      strategy: order.strategy,
      scenario: scenario.name,
      machine: lab.description,
      watch,
      portalUrl: url(ports.portal),
      dukcapilUrl: url(ports.dukcapil),
      gatewayUrl: url(ports.gateway),
      operators: operators.isThere ? operators : null,
      databaseUrl,
      template,
      someone,
      seed,
    })
  return { watch, trials, desk, screen }
}
