import type { MetricsTarget } from '../environment/metrics-target.ts'
import type { Outcome } from '../records/attempt-record.ts'
import type { ProcessExit, Watched } from '../records/trial-facts.ts'
import type { RunningSystem } from './running-system.ts'

/** One second of a trial, for people who watch. Counts are of events within the second unless said otherwise; unknown = null. */
export interface TrialSecond extends InsideSecond {
  second: number
  stage: string
  /** Citizens who came in this second: the offered load. */
  arriving: number
  /** Finished attempts at the step that matters. */
  attempts: Record<Outcome, number>
  /** Citizens who got a durable 2xx. */
  acknowledged: number
  /** Citizens who saw their permit. */
  permits: number
  /** Of those, the ones who saw it within 30 s of the moment they meant to come: goodput. */
  served: number
  /** The others. */
  late: number
  /** Citizens who came for a permit and stopped after a rejection. */
  turnedAway: number
  /** Citizens who came for a permit and stopped after a time-out or an error. */
  gaveUp: number
  /** Citizens who stopped asking, or were still waiting when the trial ended, with a 2xx in their hands. */
  waiting: number
  /** Citizens whom the generator failed to send. */
  notSent: number
  /** Intended start -> acknowledgement in this second, or -> giving up (it would have taken at least so long), ms. */
  p50Ms: number | null
  p99Ms: number | null
  /** Of acknowledgements alone, counted between the bounds of drivers/latency-counts.ts, and summed. */
  latencyCounts: readonly number[]
  latencySumMs: number
  /** How late the generator was, p99, ms. */
  lagP99Ms: number
  /** Citizens on their way, at the second's end. */
  inFlight: number
}

/** What was read inside the system in a second: null when it could not be read, or is not known (a foreign target). */
export interface InsideSecond {
  requestsInFlight: number | null
  backlog: number | null
  /** Accepted and not issued, by lane; every lane of the plan is named. */
  backlogByLane: Record<string, number> | null
  poolWaiting: number | null
  heapMb: number | null
  /** Portal's event-loop lag, p99 since the reading before, ms. */
  loopLagMs: number | null
  elu: number | null
  portalUp: boolean
}

/** Watches a trial; every method returns at once. */
export interface TrialObserver {
  /** What is being done before and after the stages. */
  phase(text: string): void
  /** Where the system will answer scrapes, said before it starts: Prometheus needs up to 5 s to take new targets in. */
  targets?(targets: readonly MetricsTarget[]): void
  /** A process has been started, for the first time or again. */
  start?(process: ProcessExit['process']): void
  /**
   * The system runs and nobody has come yet; it is gone when the trial ends.
   * @param system null = a foreign target
   * @param startedAt epoch ms of the first stage's start, a moment from now
   */
  started?(system: RunningSystem | null, startedAt: number): void
  second(second: TrialSecond): void
  /** The moment a process dies. */
  exit(exit: ProcessExit): void
  /** What watched it so far, for the record; absent = it is not known here. */
  watched?(): Watched | null
}
