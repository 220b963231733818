import type { Stage } from '../scenarios/scenario.ts'

/** A trial as those who watch it are told before it begins. */
export interface WatchedTrial {
  id: string
  /** Of the arm: what the trial's record calls it. */
  strategy: string
  scenario: string
  seed: number
  block: number
  stages: readonly Stage[]
  nominalCapacityPerS: number
}
