/** A study: what is asked, of which strategies, under which scenario, judged by which metric. One file in this folder each. */
export interface Study {
  readonly name: string
  readonly summary: string
  readonly hypothesis: string
  readonly scenario: string
  /** In the order in which a first block of a demonstration shows them. */
  readonly strategies: readonly string[]
  /** What everything is compared with. */
  readonly reference: string
  /** Path into a trial's summary. */
  readonly primaryMetric: 'permitGoodputPerS.during'
  /** Closed population first: how many people at once, for how long each; absent = none. */
  readonly hammer?: { readonly strategy: string; readonly people: readonly number[]; readonly durationS: number }
  /** The strategies that `--quick` keeps. */
  readonly quick: readonly string[]
}
