import type { Stage } from '../scenarios/scenario.ts'

/** Seconds since the trial's start, end excluded. */
export interface Window {
  startS: number
  endS: number
}

export interface Windows {
  before: Window | null
  during: Window | null
  after: Window | null
  /** The surge itself. */
  surge: Window | null
  /** End of the last stage: nobody arrives any more. */
  arrivalsEndS: number
}

/** A measure over the three windows; null = no such window, or not measured to its end. */
export interface PerWindow {
  before: number | null
  during: number | null
  after: number | null
}

/** Length of `before`, and how much of `during` and `after` is left out: a filling pipeline is neither loss nor gain. */
const SETTLE_S = 10

/**
 * docs/definitions.md: before = last 10 s of base load; during = from 10 s after the surge begins to its end; after = from
 * 10 s after it ends to the end of the last stage. A window the trial did not live to the end of is null.
 */
export function windowsOf(stages: readonly Stage[], endedS: number): Windows {
  const base = spanOf(stages, 'before')
  const surge = spanOf(stages, 'surge')
  const arrivalsEndS = stages.reduce((sum, stage) => sum + stage.durationS, 0)
  const lived = (startS: number, endS: number) => (startS < endS && endS <= endedS ? { startS, endS } : null)
  return {
    before: base && lived(Math.max(base.startS, base.endS - SETTLE_S), base.endS),
    during: surge && lived(surge.startS + SETTLE_S, surge.endS),
    after: surge && lived(surge.endS + SETTLE_S, arrivalsEndS),
    surge,
    arrivalsEndS,
  }
}

export function inWindow(window: Window, ms: number): boolean {
  return ms >= window.startS * 1000 && ms < window.endS * 1000
}

/** One measure for each of the three windows. */
export function perWindow(windows: Windows, measure: (window: Window) => number | null): PerWindow {
  const of = (window: Window | null) => window && measure(window)
  return { before: of(windows.before), during: of(windows.during), after: of(windows.after) }
}

/** From the first to the last stage of that name: a surge may be a ramp and a plateau. */
function spanOf(stages: readonly Stage[], name: string): Window | null {
  let at = 0
  let span = null as Window | null
  for (const stage of stages) {
    const endS = at + stage.durationS
    if (stage.name === name) span = { startS: span?.startS ?? at, endS }
    at = endS
  }
  return span
}
