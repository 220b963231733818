import { planOf } from '../../strategies/load-strategies.ts'
import type { Watch } from '../live/watch.ts'
import type { ProcessExit } from '../records/trial-facts.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { deathLine } from '../terminal/trial-line.ts'
import type { Laboratory } from '../trials/laboratory.ts'
import { startSystem, type RunningSystem } from '../trials/running-system.ts'
import { chooseSystemPorts, metricsTargets, type FixedPorts } from '../trials/system-ports.ts'
import type { ChosenStrategy } from './chosen-strategies.ts'
import type { OperatorsProcess } from './operators-process.ts'

export interface IdleSystemSpec {
  /** Whose envelope it has. */
  scenario: Scenario
  seed: number
  ports: FixedPorts
  /** Stays from one strategy to the next: what people entered is still there. */
  databaseUrl: string
  logDirectory: string
  operators: OperatorsProcess
  watch: Watch
  /** Aborted: everything is being ended, and deaths are no news. */
  ended: AbortSignal
}

/** The system of `up` while no trial runs: one strategy after the other, at the same address and on the same database. */
export class IdleSystem {
  readonly #lab: Laboratory
  readonly #spec: IdleSystemSpec
  readonly #startedAt = Date.now()
  readonly #down = new Set<ProcessExit['process']>()
  #system: RunningSystem | null = null

  constructor(lab: Laboratory, spec: IdleSystemSpec) {
    this.#lab = lab
    this.#spec = spec
  }

  /** @throws EnvironmentError when it does not start; then nothing runs */
  async start(chosen: ChosenStrategy): Promise<RunningSystem> {
    const { scenario, operators, watch, ended: _ended, ...spec } = this.#spec
    const { strategy, options } = chosen
    const { envelope } = scenario
    const plan = planOf(strategy, options, envelope)
    const ports = await chooseSystemPorts(spec.ports)
    const targets = metricsTargets(ports, plan)
    // Before anything answers there: Prometheus needs some seconds to take targets in.
    watch.idle(chosen.name, targets)
    const [system] = await Promise.all([
      startSystem(this.#lab, {
        ...spec,
        strategy,
        options,
        plan,
        envelope,
        ports,
        clockS: () => (Date.now() - this.#startedAt) / 1000,
        onExit: (exit) => exit.unexpected && this.#died(exit),
        onStart: (process) => this.#started(process),
      }),
      operators.follow({ chosen, envelope, databaseUrl: spec.databaseUrl }),
    ])
    watch.idle(chosen.name, [...targets, ...operators.targets])
    this.#system = system
    return system
  }

  /** The page has no place of its own for what happens while no trial runs. */
  #died(exit: ProcessExit): void {
    if (this.#spec.ended.aborted) return
    console.log(deathLine(exit))
    this.#down.add(exit.process)
    this.#spec.watch.doing(
      `${exit.process} died (${exit.signal ?? `exit ${exit.code}`}, ${exit.cause}) and is being started again`,
    )
  }

  #started(process: ProcessExit['process']): void {
    if (this.#down.delete(process) && this.#down.size === 0) this.#spec.watch.doing(null)
  }

  async stop(): Promise<void> {
    await this.#system?.stop()
    this.#system = null
    if (this.#down.size > 0) this.#spec.watch.doing(null)
    this.#down.clear()
  }
}
