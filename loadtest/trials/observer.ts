import type { ProcessExit } from '../records/trial-facts.ts'

/** One second of a trial, for people who watch. Unknown = null. */
export interface TrialSecond {
  second: number
  stage: string
  /** Citizens who came in this second. */
  arriving: number
  /** Citizens who saw their permit in this second. */
  permits: number
  /** p99 of the answers to applications in this second, ms, from the intended start. */
  p99Ms: number | null
  /** Citizens on their way. */
  inFlight: number
  backlog: number | null
  heapMb: number | null
  portalUp: boolean
}

/** Watches a trial; every method returns at once. */
export interface TrialObserver {
  /** What is being done before and after the stages. */
  phase(text: string): void
  second(second: TrialSecond): void
  /** The moment a process dies. */
  exit(exit: ProcessExit): void
}
