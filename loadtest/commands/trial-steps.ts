import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { deriveTrial } from '../reports/derive-all.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import type { Step } from '../terminal/act.ts'
import { trialResultLine } from '../terminal/last-screen.ts'
import type { Laboratory } from '../trials/laboratory.ts'
import type { TrialObserver } from '../trials/observer.ts'
import { runTrial, trialId } from '../trials/run-trial.ts'
import type { Template } from '../trials/seeding.ts'
import { templateFor } from '../trials/template-for.ts'
import type { ChosenStrategy } from './chosen-strategies.ts'

/** Trials of one scenario as steps of an act; people of the same seed are written down once. */
export class TrialSteps {
  readonly #lab: Laboratory
  readonly #scenario: Scenario
  readonly #directory: string
  readonly #stop: AbortSignal
  /** Of the block at hand; one of an earlier block is not needed again. */
  #template: { seed: number; made: Template } | null = null

  /** @param directory of the results; what has ended there is not run again */
  constructor(lab: Laboratory, scenario: Scenario, directory: string, stop: AbortSignal) {
    this.#lab = lab
    this.#scenario = scenario
    this.#directory = directory
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
        if (first.valid || !reRun || this.#stop.aborted) return resultLine(first)
        observer.phase('invalid: once more')
        return `${resultLine(first)}; again: ${resultLine(await this.#summaryOf(trial, 2, observer))}`
      },
    }
  }

  /** Runs the trial, unless it is there already: then its study is being resumed. */
  async #summaryOf(trial: Trial, attemptNo: 1 | 2, observer: TrialObserver): Promise<TrialSummary> {
    const directory = this.#directoryOf(trial, attemptNo)
    if (!existsSync(join(directory, 'trial.json'))) {
      const { chosen, seed, block } = trial
      const { name: arm, strategy, options, faults } = chosen
      observer.phase('writing down the people who will come')
      const template = await this.#templateOf(seed)
      const scenario = { ...this.#scenario, faults: [...this.#scenario.faults, ...faults] }
      const spec = { arm, strategy, options, scenario, seed, block, attemptNo, directory, template }
      await runTrial(this.#lab, spec, observer, this.#stop)
    }
    return (await deriveTrial(directory)).summary
  }

  #directoryOf({ chosen, seed, block }: Trial, attemptNo: 1 | 2): string {
    return join(this.#directory, 'trials', trialId(chosen.name, this.#scenario.name, seed, block, attemptNo))
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

function resultLine(summary: TrialSummary): string {
  const reasons = summary.valid ? '' : ` (${summary.invalidReasons.join('; ')})`
  return trialResultLine(summary) + reasons
}
