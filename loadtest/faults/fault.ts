import type { RunningSystem } from '../trials/running-system.ts'

/** What a fault may need besides the system. */
export interface FaultPlace {
  /** Whether there is a Redis that carries the jobs. */
  redis: boolean
}

/** Something that goes wrong, for real. One file in this folder each. */
export interface Fault {
  readonly name: string
  readonly summary: string
  /** Why it could do nothing to this system as it stands, in words; null = it can. Absent = it always can. */
  impossible?(system: RunningSystem, place: FaultPlace): string | null
  /** Switches the fault on; single events do all they do here. */
  start(system: RunningSystem): Promise<void>
  /** Switches it off; absent = a single event. */
  stop?(system: RunningSystem): Promise<void>
}
