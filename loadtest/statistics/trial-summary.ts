import type { GeneratorFacts, Ledger, ProcessExit, SwitchedByHand, Watched } from '../records/trial-facts.ts'
import type { AttemptCounts } from './attempt-counts.ts'
import type { CitizenFates } from './fates.ts'
import type { LatencyMs, TimeToPermitS } from './latency.ts'
import type { LittlesLaw } from './littles-law.ts'
import type { CurvePoint, ServedWithin } from './served-curve.ts'
import type { StageSteadyState } from './stage-steady-state.ts'
import type { PerWindow, Windows } from './windows.ts'

/** One element of `trials` in summary.json: field names of docs/definitions.md, unknown is null. */
export interface TrialSummary {
  id: string
  strategy: string
  options: Record<string, unknown>
  scenario: string
  seed: number
  block: number
  /** 2 = run again because the first was invalid; absent = 1. */
  attemptNo?: 2
  valid: boolean
  invalidReasons: string[]
  scheduleSha256: string
  /** Seconds since the trial's start; null = the scenario has no such window. */
  windows: Windows
  endedS: number
  citizens: CitizenFates
  attempts: AttemptCounts
  /** Share of visitors whose page came within 10 s. */
  pageOpened: number | null
  /** Share of probes answered 200 within 2 s. */
  availability: number | null
  permitGoodputPerS: PerWindow
  ackGoodputPerS: PerWindow
  servedShare: PerWindow
  latencyMs: LatencyMs
  /** Visitors: from their intended arrival until the page was there. */
  pageMs: LatencyMs
  timeToPermitS: TimeToPermitS
  servedWithin: ServedWithin
  servedCurve: CurvePoint[]
  promiseKept: number | null
  wastedWork: number | null
  cpuSecondsPerPermit: PerProcess
  /** CPU of the system's processes together, % of one core, mean. */
  cpuCorePct: PerWindow
  recoveryS: number | null
  /** Seconds watched after the surge without recovery; null when it recovered or could not be judged. */
  recoveryCensoredAtS: number | null
  backlogClearedS: number | null
  /** When each stage became steady, in the order of the stages. */
  steadyState: StageSteadyState[]
  /** Gauges against records at three places; where they differ the trial is invalid. */
  littlesLaw: LittlesLaw
  crashes: Crash[]
  /** Every end of a process, ordered ones too. */
  exits: readonly ProcessExit[]
  /** Faults that a person switched while it ran: such a trial is invalid; absent = none. */
  switchedByHand?: readonly SwitchedByHand[]
  /** What else ran on the generator's core for those who watch; absent = not known. */
  watched?: Watched
  diagnosis: null
  ledger: Ledger | null
  generator: GeneratorFacts
}

export type PerProcess = { [process in 'portal' | 'worker' | 'postgres' | 'redis']: number | null }

/** An exit nobody ordered. */
export type Crash = Pick<ProcessExit, 'process' | 'atS' | 'code' | 'signal' | 'cause' | 'evidence'>
