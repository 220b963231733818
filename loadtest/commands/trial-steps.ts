import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { reasonOf } from '../environment/environment-error.ts'
import type { Watch } from '../live/watch.ts'
import { deriveTrial } from '../reports/derive-all.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import type { Step } from '../terminal/act.ts'
import { trialResultLine } from '../terminal/last-screen.ts'
import type { Laboratory } from '../trials/laboratory.ts'
import type { TrialObserver } from '../trials/observer.ts'
import { runTrial } from '../trials/run-trial.ts'
import type { Template } from '../trials/seeding.ts'
import { templateFor } from '../trials/template-for.ts'
import type { ChosenStrategy } from './chosen-strategies.ts'
import { observedTrial } from './observed-trial.ts'

/** Trials of one scenario as steps of an act; people of the same seed are written down once. */
export class TrialSteps {
  readonly #lab: Laboratory
  readonly #scenario: Scenario
  readonly #directory: string
  readonly #watch: Watch
  readonly #stop: AbortSignal
  /** Of the block at hand; one of an earlier block is not needed again. */
  #template: { seed: number; made: Template } | null = null

  /** @param around directory: of the results; what has ended there is not run again */
  constructor(lab: Laboratory, scenario: Scenario, around: { directory: string; watch: Watch; stop: AbortSignal }) {
    const { directory, watch, stop } = around
    this.#lab = lab
    this.#scenario = scenario
    this.#directory = directory
    this.#watch = watch
    this.#stop = stop
  }

  /**
   * @param reRun an invalid trial is run once more, at once and with the same people; both records stay
   * @param kept it is complete since an earlier session
   */
  step(title: string, chosen: ChosenStrategy, seed: number, block: number, { reRun = false, kept = false } = {}): Step {
    const trial = { chosen, seed, block }
    return {
      title,
      kept,
      run: async (observer) => {
        if (this.#stop.aborted) return 'not run'
        const first = await this.#summaryOf(trial, 1, observer)
        if (first.valid || !reRun || this.#stop.aborted) return trialResultLine(first)
        observer.phase('invalid: once more')
        return `${trialResultLine(first)}; again: ${trialResultLine(await this.#summaryOf(trial, 2, observer))}`
      },
    }
  }

  /** Runs the trial, unless it is there already: then its study is being resumed. */
  async #summaryOf(trial: Trial, attemptNo: 1 | 2, terminal: TrialObserver): Promise<TrialSummary> {
    const observed = observedTrial(trial.chosen, this.#scenario, { ...trial, attemptNo })
    const directory = join(this.#directory, 'trials', observed.id)
    if (!existsSync(join(directory, 'trial.json'))) {
      try {
        await this.#run(trial, attemptNo, directory, this.#watch.observe(observed, terminal))
      } catch (error) {
        this.#watch.brokenOff(observed.id, reasonOf(error))
        throw error
      }
    }
    const { summary } = await deriveTrial(directory)
    this.#watch.finished(observed, summary)
    return summary
  }

  async #run({ chosen, seed, block }: Trial, attemptNo: 1 | 2, directory: string, observer: TrialObserver): Promise<void> {
    const { name: arm, strategy, options, faults } = chosen
    observer.phase('writing down the people who will come')
    const template = await this.#templateOf(seed)
    const scenario = { ...this.#scenario, faults: [...this.#scenario.faults, ...faults] }
    const spec = { arm, strategy, options, scenario, seed, block, attemptNo, directory, template }
    await runTrial(this.#lab, spec, observer, this.#stop)
  }

  async #templateOf(seed: number): Promise<Template> {
    if (this.#template?.seed === seed) return this.#template.made
    if (this.#template !== null) await this.#lab.postgres.dropDatabase(this.#template.made.database)
    const made = await templateFor(this.#lab, this.#scenario, seed)
    this.#template = { seed, made }
    return made
  }
}

interface Trial {
  chosen: ChosenStrategy
  seed: number
  block: number
}
