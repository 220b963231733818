import type { TimedFault } from '../scenarios/scenario.ts'

/** A study: what is asked, of which arms, under which scenario, judged by which metric. One file in this folder each. */
export interface Study {
  readonly name: string
  readonly summary: string
  readonly hypothesis: string
  readonly scenario: string
  /** Arms that are a strategy as it is; in the order in which a first block of a demonstration shows them. */
  readonly strategies: readonly string[]
  /** Arms that differ from a strategy's file in name, options or faults; after the others. Absent = none. */
  readonly arms?: readonly Arm[]
  /** Name of the arm that everything is compared with. */
  readonly reference: string
  /** Path into a trial's summary (statistics/metric.ts). */
  readonly primaryMetric: string
  /** Which way is better. */
  readonly direction: 'higher' | 'lower'
  /** Smallest change of interest, as a share of the reference: 0.05 = 5 %. A smaller one is "no difference". */
  readonly minimumEffect: number
  /**
   * A control of the method knows what must come out: every other arm is worse than the reference (`b-better`), or nothing is
   * better than anything (`no-winner`). Absent = an open question.
   */
  readonly expects?: 'b-better' | 'no-winner'
  /** Closed population first: how many people at once, for how long each; absent = none. */
  readonly hammer?: { readonly strategy: string; readonly people: readonly number[]; readonly durationS: number }
  /** The arms that `--quick` keeps. */
  readonly quick: readonly string[]
}

/** One treatment of a study. */
export interface Arm {
  /** What trials, summaries and comparisons call it; differs from every other arm's. */
  readonly name: string
  /** File in strategies/. */
  readonly strategy: string
  readonly options: Readonly<Record<string, unknown>>
  /** Planted on top of the scenario's own. */
  readonly faults: readonly TimedFault[]
}
