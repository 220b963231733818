import type { RunningSystem } from '../trials/running-system.ts'

/** Something that goes wrong, for real. One file in this folder each. */
export interface Fault {
  readonly name: string
  readonly summary: string
  /** Switches the fault on; single events do all they do here. */
  start(system: RunningSystem): Promise<void>
  /** Switches it off; absent = a single event. */
  stop?(system: RunningSystem): Promise<void>
}
