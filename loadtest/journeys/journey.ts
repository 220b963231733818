import type { Citizen } from '../drivers/citizen.ts'

/** What one kind of person does, from opening the portal to holding the result. One file in this folder each. */
export interface Journey {
  readonly name: string
  readonly summary: string
  /** The step whose attempts are counted. */
  readonly matters: 'page' | 'apply'
  /** Seeded people hold an account and a session before the trial starts. */
  readonly seeded: boolean
  /**
   * Lives the journey: it returns when she has seen her result. The citizen ends it from inside, by an exception that must pass
   * through, when she stops or the trial ends; any other exception is a bug.
   */
  run(citizen: Citizen): Promise<void>
}
