import { join } from 'node:path'
import { deriveTrial } from '../reports/derive-all.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { Step } from '../terminal/act.ts'
import { trialResultLine } from '../terminal/last-screen.ts'
import type { Laboratory } from '../trials/laboratory.ts'
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

  /** @param directory of the results */
  constructor(lab: Laboratory, scenario: Scenario, directory: string, stop: AbortSignal) {
    this.#lab = lab
    this.#scenario = scenario
    this.#directory = directory
    this.#stop = stop
  }

  step(title: string, { strategy, options }: ChosenStrategy, seed: number, block: number): Step {
    const id = trialId(strategy.name, this.#scenario.name, seed, block)
    const directory = join(this.#directory, 'trials', id)
    return {
      title,
      run: async (observer) => {
        if (this.#stop.aborted) return 'not run'
        observer.phase('writing down the people who will come')
        const template = await this.#templateOf(seed)
        const spec = { strategy, options, scenario: this.#scenario, seed, block, directory, template }
        await runTrial(this.#lab, spec, observer, this.#stop)
        return trialResultLine((await deriveTrial(directory)).summary)
      },
    }
  }

  async #templateOf(seed: number): Promise<Template> {
    if (this.#template?.seed === seed) return this.#template.made
    if (this.#template !== null) await this.#lab.postgres.dropDatabase(this.#template.made.database)
    const made = await templateFor(this.#lab, this.#scenario, seed)
    this.#template = { seed, made }
    return made
  }
}
