import type { MetricsTarget } from '../environment/metrics-target.ts'
import type { Watched } from '../records/trial-facts.ts'
import type { TimedFault } from '../scenarios/scenario.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import type { TrialObserver } from '../trials/observer.ts'
import type { LiveControl, LivePoint, LiveTrial } from './live-events.ts'
import { observeTogether } from './observe-together.ts'
import type { OrderDesk } from './order-desk.ts'
import type { WatchedTrial } from './watched-trial.ts'

/** How a command is watched; null = not at all (`--no-live --no-prometheus`). */
export interface LiveOptions {
  /** Of the live page; 0 = any free one, null = no page (`--no-live`). */
  port: number | null
  /** Whether the Prometheus of this machine runs beside it, if there is one; absent = yes. */
  prometheus?: boolean
  /** Another command follows at the same address: the page is not told that it is over, and waits. */
  goesOn?: boolean
  /** One went before at the same address: when somebody has taken the port meanwhile, another one will do. */
  follows?: boolean
}

/** A trial that is going to be watched, with what the page draws besides its seconds. */
export interface ObservedTrial extends WatchedTrial {
  /** Of its timeline; absent = none. */
  faults?: readonly TimedFault[]
  /** Of the portal; absent = unknown. */
  limits?: LiveTrial['limits']
}
/** One point of the closed population, which has no seconds. */
type PointObserver = Omit<TrialObserver, 'second'>
/** How a fault was switched. */
export interface FaultSwitch {
  fault: string
  on: boolean
  /** Seconds since the trial's start. */
  atS: number
  /** A single event, over at once. */
  momentary: boolean
}

/**
 * Everything that watches a command besides the terminal: live page, metrics of the laboratory, Prometheus where it is installed. What goes
 * wrong here never reaches what is watched.
 */
export interface Watch {
  /** Of the live page; null = nobody watches. */
  readonly url: string | null
  /** null = it is not installed, or did not start. */
  readonly prometheusUrl: string | null
  /** Of one trial, before it is run. @returns tells everybody, the terminal first */
  observe(trial: ObservedTrial, terminal: TrialObserver): TrialObserver
  /** Also of a trial that was not observed here: it is over since an earlier session. */
  finished(trial: ObservedTrial, summary: TrialSummary): void
  /** A trial that has no summary, and will have none. */
  brokenOff(trialId: string, reason: string): void
  /** While a trial ran, by hand. */
  faultSwitched(trialId: string, how: FaultSwitch): void
  /** A hammer point, before it is run. @returns tells everybody; `done` with the result in words */
  point(
    point: Pick<LivePoint, 'id' | 'title' | 'strategy'>,
    terminal: PointObserver,
  ): PointObserver & { done(result: string): void }
  /** What is done outside of trials; null = nothing worth telling. */
  doing(text: string | null): void
  /** From now on the page may order. */
  takeOrders(desk: OrderDesk, control: LiveControl): void
  control(control: LiveControl): void
  /** What Prometheus scrapes while no trial runs. */
  idle(strategy: string, targets: readonly MetricsTarget[]): void
  /** Nothing more is measured: ends Prometheus, which lives in the laboratory's directory. The page stays. */
  measured(): Promise<void>
  /**
   * Tells the page that it is over, and where the report is; ends the server.
   * @param calledOff what should have followed at the same address does not
   */
  close(report: string | null, calledOff?: boolean): Promise<void>
}

const nothing = () => undefined
const NOT_WATCHED: Watched = { prometheus: null, livePage: false, livePageClientsMax: 0 }

/** Nobody watches but the terminal. */
export const UNWATCHED: Watch = {
  url: null,
  prometheusUrl: null,
  observe: (_trial, terminal) => observeTogether([terminal, { watched: () => NOT_WATCHED }], nothing),
  finished: nothing,
  brokenOff: nothing,
  faultSwitched: nothing,
  point: (_point, terminal) => ({ ...terminal, done: nothing }),
  doing: nothing,
  takeOrders: nothing,
  control: nothing,
  idle: nothing,
  measured: async () => undefined,
  close: async () => undefined,
}
