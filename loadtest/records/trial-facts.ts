import type { Envelope, Plan } from '../../strategies/strategy.ts'
import type { Stage } from '../scenarios/scenario.ts'

/** trial.json: what is known of a trial besides its rows. Written once, when the trial is over; everything else derives. */
export interface TrialFacts {
  id: string
  /** Name of the arm: the strategy's own, unless the study gives it another. */
  strategy: string
  options: Record<string, unknown>
  scenario: string
  seed: number
  block: number
  /** 2 = run again because the first was invalid; absent = 1. */
  attemptNo?: 1 | 2 | undefined
  /** Epoch ms of the start of the first stage. */
  startedAt: number
  stages: readonly Stage[]
  /** Seconds from the start to the end of the drain. */
  endedS: number
  envelope: Envelope
  /** What was really in force, read back from the processes. */
  applied: AppliedEnvelope
  /** null = a foreign target tells nothing of its inside. */
  plan: Pick<Plan, 'intake' | 'engine' | 'connections' | 'heapMb' | 'lanes' | 'agencyTimeoutMs'> | null
  scheduleSha256: string
  /** Arrivals in the precomputed schedule, visitors included; citizens.csv must hold each of them once. */
  scheduled: number
  /** Journeys whose people only open pages; absent = `visitor`. */
  visitorJourneys?: readonly string[]
  exits: readonly ProcessExit[]
  ledger: Ledger | null
  generator: GeneratorFacts
  /** null = a foreign target. */
  cpuSeconds: CpuSeconds | null
  /** Faults of measurement found while the trial ran; statistics adds those it derives. */
  measurementFaults: readonly string[]
  /** Faults that somebody switched while it ran, on top of the scenario's; absent = none. Such a trial is invalid. */
  switchedByHand?: readonly SwitchedByHand[] | undefined
  /** What else ran for those who watch, on the generator's core; absent = not known (an earlier version). */
  watched?: Watched | undefined
  interrupted: boolean
}

export interface Watched {
  /** Version of the Prometheus that scraped the trial; null = none did. */
  prometheus: string | null
  livePage: boolean
  /** Most pages that were open at once while it ran. */
  livePageClientsMax: number
}

export interface SwitchedByHand {
  fault: string
  on: boolean
  /** Seconds since the trial's start. */
  atS: number
}

export interface AppliedEnvelope {
  heapMb: { portal: number | null; worker: number | null }
  openFiles: { portal: number | null; worker: number | null }
  cpus: { system: string | null; world: string | null }
  /** As Dukcapil said before the first arrival; absent = results of an earlier version, or a foreign target. */
  agency?: Envelope['agency'] | null
  /** Most connections that portal and worker were seen to hold together, sampled once a second. */
  connectionsMax: number | null
}

/** One death (or ordered end) of a supervised process, raw. */
export interface ProcessExit {
  process: 'portal' | 'worker' | 'agencies' | 'postgres' | 'redis'
  pid: number
  /** Seconds since the trial's start. */
  atS: number
  code: number | null
  signal: string | null
  /** False when the lab itself ended it (end of trial): not a crash. A fault on the timeline kills from outside: true. */
  unexpected: boolean
  cause: 'heap-out-of-memory' | 'killed' | 'uncaught-exception' | 'too-many-open-files' | 'port-in-use' | 'unknown'
  /** The line of stderr (last 64 KB) that names the cause. */
  evidence: string
}

/** The audit's counts; definitions in docs/definitions.md. */
export interface Ledger {
  acknowledged: number
  issued: number
  pending: number
  stuck: number
  lost: number
  duplicated: number
  orphaned: number
  wrongNib: number
  unacknowledged: number
}

export interface GeneratorFacts {
  lagP99Ms: number
  /** CPU of the generator process, % of one core, mean over the stages. */
  cpuPct: number
  /** Time stolen by the hypervisor, % of the machine, from /proc/stat; null where it cannot be read. */
  stealPct: number | null
  pinned: boolean
  /** Largest number of sockets open at once. */
  socketsMax: number
  openFilesLimit: number | null
}

/** CPU used from the start of the first stage to the end of the drain, restarts included. */
export interface CpuSeconds {
  portal: number
  worker: number
  /** null = a server of the user's own: not ours to measure. */
  postgres: number | null
  redis: number | null
}
