import { join } from 'node:path'
import { EnvironmentError, reasonOf } from '../environment/environment-error.ts'
import { observeTogether } from '../live/observe-together.ts'
import type { ObservedTrial, Watch } from '../live/watch.ts'
import type { Manifest } from '../records/manifest.ts'
import { deriveAll, deriveTrial } from '../reports/derive-all.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { StudySummary } from '../statistics/study-summary.ts'
import { runAct } from '../terminal/act.ts'
import { trialResultLine } from '../terminal/last-screen.ts'
import type { FaultsByHand } from '../trials/faults-by-hand.ts'
import type { Laboratory } from '../trials/laboratory.ts'
import { describeRun, writeManifest } from '../trials/manifest.ts'
import type { TrialObserver } from '../trials/observer.ts'
import { runTrial } from '../trials/run-trial.ts'
import type { FixedPorts } from '../trials/system-ports.ts'
import { templateFor } from '../trials/template-for.ts'
import type { ChosenStrategy } from './chosen-strategies.ts'
import { keepCertificate } from './keep-certificate.ts'
import { whyBroken } from './laboratory-death.ts'
import { observedTrial } from './observed-trial.ts'

export interface OrderedTrialsSpec {
  /** Of the results. */
  directory: string
  argv: readonly string[]
  seed: number
  ports: FixedPorts
  byHand: FaultsByHand
  watch: Watch
}

/** One trial as it was ordered from the page. */
export interface TrialOrder {
  chosen: ChosenStrategy
  scenario: Scenario
  /** Aborted: it ends early and is invalid. */
  stop: AbortSignal
  /** It has its name from now on. */
  begins(trialId: string): void
  observer: Partial<TrialObserver>
}

/** A trial that was ordered and has no result; the message names it. */
export class BrokenOff extends EnvironmentError {}

/** manifest.json of `up`. */
interface OrdersManifest extends Manifest {
  /** Orders without a result, and why; absent = none. */
  brokenOff?: readonly { trial: string; reason: string }[]
}

/**
 * Trials that are ordered one by one, with one report of them all. The n-th of a strategy in a scenario is its block n with the people of
 * seed + n - 1, as in a study: what is ordered for several strategies is ordered for the same people.
 */
export class OrderedTrials {
  readonly #lab: Laboratory
  readonly #spec: OrderedTrialsSpec
  readonly #begun: ObservedTrial[] = []
  /** As it is on the disk, except while the first trial runs always that of the report. */
  #manifest: OrdersManifest | null = null
  #summary: StudySummary | null = null

  constructor(lab: Laboratory, spec: OrderedTrialsSpec) {
    this.#lab = lab
    this.#spec = spec
  }

  /** Of all that are over; null = there is none. */
  get summary(): StudySummary | null {
    return this.#summary
  }

  /** Whether any has been ordered: then there is something to keep. */
  get any(): boolean {
    return this.#begun.length > 0
  }

  /** File; null = there is none yet. */
  get report(): string | null {
    return this.#summary && join(this.#spec.directory, 'report.html')
  }

  /** Runs one to its end and makes the report anew, also when it breaks off. @throws BrokenOff */
  async run(order: TrialOrder): Promise<void> {
    const trial = this.#named(order)
    this.#begun.push(trial)
    order.begins(trial.id)
    const manifest = this.#describe(order)
    if (this.#manifest === null) this.#write(manifest)
    keepCertificate(this.#spec.directory)
    try {
      await runAct([
        { title: `${trial.strategy}, ${trial.scenario}`, run: (terminal) => this.#runOne(trial, manifest, order, terminal) },
      ])
    } catch (error) {
      const reason = await whyBroken(this.#lab, error)
      this.#spec.watch.brokenOff(trial.id, reason)
      const brokenOff = [...(manifest.brokenOff ?? []), { trial: trial.id, reason }]
      this.#write({ ...manifest, finishedAt: new Date().toISOString(), interrupted: true, brokenOff })
      throw new BrokenOff(`${trial.id} was broken off: ${reason}`, { cause: error })
    } finally {
      await this.#spec.byHand.end()
      this.#summary = await deriveAll(this.#spec.directory)
    }
  }

  /** @returns what is said of it when it is over */
  async #runOne(
    trial: ObservedTrial,
    manifest: OrdersManifest,
    { chosen, scenario, stop, observer }: TrialOrder,
    terminal: TrialObserver,
  ): Promise<string> {
    const { directory: results, ports, byHand, watch } = this.#spec
    const all = watch.observe(
      trial,
      observeTogether([terminal, observer], (error) => console.error(reasonOf(error))),
    )
    all.phase('writing down the people who will come')
    const template = await templateFor(this.#lab, scenario, trial.seed)
    const directory = join(results, 'trials', trial.id)
    try {
      if (stop.aborted) throw new Error('stopped before anybody came')
      const { strategy, options } = chosen
      const { seed, block } = trial
      await runTrial(this.#lab, { strategy, options, scenario, seed, block, directory, template, ports, byHand }, all, stop)
    } finally {
      await this.#lab.postgres.dropDatabase(template.database).catch(() => undefined)
    }
    this.#write({ ...manifest, finishedAt: new Date().toISOString() })
    const { summary } = await deriveTrial(directory)
    watch.finished(trial, summary)
    return trialResultLine(summary)
  }

  #named({ chosen, scenario }: TrialOrder): ObservedTrial {
    const before = this.#begun.filter((one) => one.strategy === chosen.name && one.scenario === scenario.name)
    const block = before.length + 1
    return observedTrial(chosen, scenario, { seed: this.#spec.seed + block - 1, block })
  }

  /**
   * Names what has been ordered so far; the first strategy is what the others are compared with. Written when the trial is over: until
   * then the earlier manifest, which its report goes with, stays.
   */
  #describe({ chosen, scenario }: TrialOrder): OrdersManifest {
    const { argv, seed } = this.#spec
    const before = this.#manifest
    const strategies = withOne(before?.strategies ?? [], chosen.described)
    const scenarios = withOne(before?.scenarios ?? [], scenario)
    const { envelope } = scenarios[0]!
    const facts = { command: 'up', argv, name: 'orders', hypothesis: null, seed, envelope, scenarios, strategies }
    const now = describeRun(facts, this.#lab)
    if (before === null) return now
    const { startedAt, interrupted, brokenOff } = before
    return { ...now, startedAt, interrupted, ...(brokenOff ? { brokenOff } : {}) }
  }

  #write(manifest: OrdersManifest): void {
    this.#manifest = manifest
    writeManifest(this.#spec.directory, manifest)
  }
}

function withOne<T extends { name: string }>(all: readonly T[], one: T): T[] {
  return all.some(({ name }) => name === one.name) ? [...all] : [...all, one]
}
