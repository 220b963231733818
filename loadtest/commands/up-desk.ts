import { reasonOf } from '../environment/environment-error.ts'
import type { Fault } from '../faults/fault.ts'
import type { LiveControl, LiveOrder } from '../live/live-events.ts'
import type { OrderDesk, Refusal } from '../live/order-desk.ts'
import type { Watch } from '../live/watch.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { FaultsByHand } from '../trials/faults-by-hand.ts'
import type { Laboratory } from '../trials/laboratory.ts'
import type { TrialObserver } from '../trials/observer.ts'
import type { ChosenStrategy } from './chosen-strategies.ts'
import { hurry } from './hurry.ts'
import type { IdleSystem } from './idle-system.ts'
import { whyBroken } from './laboratory-death.ts'
import type { OperatorsProcess } from './operators-process.ts'
import { BrokenOff, type OrderedTrials } from './ordered-trials.ts'
import { UsageError } from './usage-error.ts'

export interface UpDeskParts {
  strategies: ReadonlyMap<string, Strategy>
  scenarios: ReadonlyMap<string, Scenario>
  faults: ReadonlyMap<string, Fault>
  /** With its options, checked against the scenario's envelope. @throws UsageError */
  choose(strategy: string, scenario: Scenario): ChosenStrategy
  idle: IdleSystem
  trials: OrderedTrials
  byHand: FaultsByHand
  operators: OperatorsProcess
  watch: Watch
  lab: Laboratory
}

interface RunningTrial {
  stop: AbortController
  id: string | null
  /** Epoch ms of the first stage's start; null = nobody has come yet. */
  startedAt: number | null
}

/** Takes the orders of the live page in `up`, one at a time: a trial, another strategy, a fault. */
export class UpDesk implements OrderDesk {
  readonly #parts: UpDeskParts
  /** Of the idle system; a trial's own scenario is the one it was ordered with. */
  readonly #home: Scenario
  #chosen: { strategy: string; scenario: string }
  /** What is being done, and what a fault is being switched to. */
  #doing: string | null = null
  #switching: string | null = null
  #trial: RunningTrial | null = null
  #problem: string | null = null
  #work: Promise<void> = Promise.resolve()
  #closing = false

  constructor(parts: UpDeskParts, chosen: { strategy: string; scenario: string }) {
    this.#parts = parts
    this.#chosen = chosen
    this.#home = parts.scenarios.get(chosen.scenario) as Scenario
  }

  /** Starts the idle system; the page may order from then on. @throws EnvironmentError when it does not start */
  async open(): Promise<void> {
    const started = this.#startIdle()
    this.#work = started.catch(() => undefined)
    await started
    if (!this.#closing) this.#parts.watch.takeOrders(this, this.#control())
  }

  take(order: LiveOrder): Refusal | null {
    if (this.#closing) return notNow('everything is being stopped')
    if (order.order === 'stop') return this.#stopTrial()
    const busy = this.#doing ?? this.#switching
    if (busy !== null) return notNow(`${busy}: order again when it is done`)
    if (order.order === 'fault') return this.#switchFault(order.fault, order.on)
    if (this.#trial) return notNow(`${this.#trial.id} is running; stop it first`)
    try {
      if (order.order === 'strategy') return this.#change(order.strategy)
      return this.#startTrial(order.strategy, order.scenario)
    } catch (error) {
      if (error instanceof UsageError) return { status: 422, detail: error.message }
      throw error
    }
  }

  /**
   * Ends what runs: a trial in its own order, with all its records; a system that is still starting at once.
   * @param broken the environment is, and why: everything ends at once, and a trial has no result
   */
  async close(broken: string | null): Promise<void> {
    const { byHand, idle, operators, lab } = this.#parts
    this.#closing = true
    if (broken !== null) this.#problem = `${broken}; everything ends`
    this.#tell()
    const atOnce = broken !== null || this.#trial === null
    this.#trial?.stop.abort()
    await (atOnce ? hurry(lab, this.#work) : this.#work)
    await byHand.end()
    await (broken === null ? idle.stop() : hurry(lab, idle.stop()))
    await operators.stop()
  }

  #stopTrial(): Refusal | null {
    if (!this.#trial) return notNow('no trial is running')
    this.#trial.stop.abort()
    return null
  }

  #switchFault(name: string, on: boolean): Refusal | null {
    const { faults, byHand, watch } = this.#parts
    const why = byHand.impossible(name, on)
    if (why !== null) return { status: 422, detail: why }
    const momentary = !faults.get(name)?.stop
    if (!byHand.ready) return notNow('nothing is running in which it could be switched')
    this.#switching = `switching ${name} ${on ? 'on' : 'off'}`
    this.#problem = null
    this.#tell()
    void byHand
      .switch(name, on)
      .then(() => {
        const { id = null, startedAt = null } = this.#trial ?? {}
        if (id === null || startedAt === null) return
        watch.faultSwitched(id, { fault: name, on, atS: (Date.now() - startedAt) / 1000, momentary })
      })
      .catch((error: unknown) => (this.#problem = reasonOf(error)))
      .finally(() => {
        this.#switching = null
        this.#tell()
      })
    return null
  }

  #change(strategy: string): null {
    const chosen = this.#parts.choose(strategy, this.#home)
    this.#chosen = { ...this.#chosen, strategy }
    return this.#do(`starting ${strategy}`, async () => {
      await this.#stopIdle()
      await this.#startIdle(chosen)
      console.log(`Now with the strategy "${strategy}".`)
    })
  }

  #startTrial(strategy: string, name: string): Refusal | null {
    const { scenarios, choose, trials, operators } = this.#parts
    const scenario = scenarios.get(name)
    if (!scenario)
      return { status: 422, detail: `there is no scenario "${name}"; there are: ${[...scenarios.keys()].join(', ')}` }
    const chosen = choose(strategy, scenario)
    this.#chosen = { strategy, scenario: name }
    const trial: RunningTrial = { stop: new AbortController(), id: null, startedAt: null }
    this.#trial = trial
    return this.#do('stopping the portal that stands', async () => {
      try {
        await this.#stopIdle()
        // It would take CPU from those who send the people, and ask the engine that is being measured.
        await operators.stop()
        const observer = this.#observerOf(trial)
        await trials.run({ chosen, scenario, stop: trial.stop.signal, observer, begins: (id) => (trial.id = id) })
      } finally {
        this.#trial = null
        this.#say(`starting ${strategy}`)
        if (!this.#closing) await this.#startIdle()
      }
    })
  }

  /** Orders have to wait before and after the stages. */
  #observerOf(trial: RunningTrial): Partial<TrialObserver> {
    return {
      phase: (text) => this.#say(text),
      started: (_system, startedAt) => (trial.startedAt = startedAt),
      second: () => {
        if (this.#doing !== null) this.#say(null)
      },
    }
  }

  async #startIdle(chosen = this.#parts.choose(this.#chosen.strategy, this.#home)): Promise<void> {
    const { idle, byHand } = this.#parts
    byHand.use(await idle.start(chosen))
  }

  async #stopIdle(): Promise<void> {
    await this.#parts.byHand.end()
    await this.#parts.idle.stop()
  }

  #do(what: string, work: () => Promise<void>): null {
    this.#problem = null
    this.#say(what)
    this.#work = work()
      .catch((error: unknown) => this.#failed(error))
      .finally(() => this.#say(null))
    return null
  }

  /** A trial that breaks off is named, whatever else is going on; that nothing else begins any more is no news when all is ending. */
  async #failed(error: unknown): Promise<void> {
    const reason = error instanceof BrokenOff ? error.message : await whyBroken(this.#parts.lab, error)
    if (error instanceof BrokenOff || !this.#closing) console.error(reason)
    this.#problem = reason
  }

  #say(doing: string | null): void {
    this.#doing = doing
    this.#tell()
  }

  #tell(): void {
    this.#parts.watch.control(this.#control())
  }

  #control(): LiveControl {
    const { strategies, scenarios, faults, byHand, trials } = this.#parts
    return {
      strategies: [...strategies.values()].map(({ name, summary }) => ({ name, summary })),
      scenarios: [...scenarios.values()].map(({ name, summary, stages }) => ({
        name,
        summary,
        durationS: stages.reduce((sum, stage) => sum + stage.durationS, 0),
      })),
      faults: [...faults.values()].map(({ name, summary, stop }) => ({
        name,
        summary,
        momentary: !stop,
        on: byHand.on.has(name),
      })),
      chosen: this.#chosen,
      busy: this.#doing ?? this.#switching,
      running: this.#trial?.id ?? null,
      problem: this.#problem,
      reportUrl: trials.report && '/report.html',
    }
  }
}

const notNow = (detail: string): Refusal => ({ status: 409, detail })
