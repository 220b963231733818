import type { Fate } from '../statistics/fates.ts'
import type { Look } from './chart.ts'

/** What became of people: how it is called and how it looks, in bars and in pictures over time. */
export const FATE_NAMES: Record<Fate, string> = {
  served: 'permit within 30 s',
  late: 'later',
  waiting: 'still waiting',
  turnedAway: 'turned away',
  gaveUp: 'gave up',
  notSent: 'not sent',
}

/** Colours and patterns of report.css. */
export const FATE_LOOKS: Record<Fate, Look> = {
  served: { colour: '--served', dash: [] },
  late: { colour: '--late', dash: [] },
  waiting: { colour: '--waiting', dash: [], pattern: 'rising' },
  turnedAway: { colour: '--turned-away', dash: [], pattern: 'dots' },
  gaveUp: { colour: '--gave-up', dash: [], pattern: 'falling' },
  notSent: { colour: '--faint', dash: [], pattern: 'rising' },
}
