import { EnvironmentError, reasonOf } from '../environment/environment-error.ts'
import type { Measured, Score } from './certificate.ts'
import type { CertifyCase } from './certify-case.ts'
import type { Generator } from './generator.ts'
import { mergeRuns } from './merge-runs.ts'
import { faultsOf } from './score.ts'

/** One generator in one case: its runs as they come, then the row of the certificate. */
export class CaseScore {
  readonly #question: CertifyCase
  readonly #generator: Generator
  readonly #runs: Measured[] = []
  #notRun: string | null = null

  constructor(question: CertifyCase, generator: Generator) {
    this.#question = question
    this.#generator = generator
  }

  /** Whether it is worth running again: what the machine cannot carry once it cannot carry twice. */
  get canRun(): boolean {
    return this.#notRun === null
  }

  async add(run: () => Promise<Measured>): Promise<void> {
    try {
      this.#runs.push(await run())
    } catch (error) {
      if (!(error instanceof EnvironmentError)) throw error
      this.#notRun = reasonOf(error)
    }
  }

  /** @param lagJudged whether late starts are held against the generator */
  row(lagJudged: boolean): Score {
    const { name: generator, model, ratePerS, ours } = this.#generator
    const { name, summary, mode } = this.#question
    const about = { case: name, summary, generator, model, ratePerS, ours, notRun: this.#notRun, runs: this.#runs }
    if (this.#notRun !== null || this.#runs.length === 0) {
      return { ...about, notRun: this.#notRun ?? 'interrupted', measured: null, faults: [] }
    }
    const measured = mergeRuns(this.#runs)
    // A late burst delays nobody's schedule but its own: starts are judged where the answers come evenly.
    const judged = lagJudged && mode.kind !== 'stall'
    return { ...about, measured, faults: faultsOf(measured, { ratePerS, judged }) }
  }
}
