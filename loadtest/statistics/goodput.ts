import type { CitizenRecord } from '../records/citizen-record.ts'
import { fateOf } from './fates.ts'
import { inWindow, type PerWindow, perWindow, type Windows } from './windows.ts'

/** Served citizens per second, counted in the second they see their permit: the primary metric. */
export function permitGoodputPerS(applicants: readonly CitizenRecord[], windows: Windows): PerWindow {
  const served = applicants.filter((citizen) => fateOf(citizen) === 'served')
  return ratePerS(
    served.map((citizen) => citizen.resultMs),
    windows,
  )
}

/** Acknowledgements (2xx within patience) per second: promises, shown beside the permits, never alone. */
export function ackGoodputPerS(applicants: readonly CitizenRecord[], windows: Windows): PerWindow {
  return ratePerS(
    applicants.map((citizen) => citizen.acknowledgedMs),
    windows,
  )
}

/** Share served of those who meant to arrive in the window; the rejected stay in the denominator. */
export function servedShare(applicants: readonly CitizenRecord[], windows: Windows): PerWindow {
  return perWindow(windows, (window) => {
    const cohort = applicants.filter((citizen) => inWindow(window, citizen.intendedMs))
    return shareOf(cohort, (citizen) => fateOf(citizen) === 'served')
  })
}

/** Share of visitors whose page came within 10 s of their intended arrival. */
export function pageOpened(visitors: readonly CitizenRecord[]): number | null {
  return shareOf(visitors, ({ resultMs, intendedMs }) => resultMs !== null && resultMs - intendedMs <= 10_000)
}

/** null of an empty group: nothing is known of nobody. */
export function shareOf<T>(group: readonly T[], has: (member: T) => boolean): number | null {
  return group.length === 0 ? null : group.filter(has).length / group.length
}

function ratePerS(timesMs: readonly (number | null)[], windows: Windows): PerWindow {
  return perWindow(windows, (window) => {
    const events = timesMs.filter((ms) => ms !== null && inWindow(window, ms)).length
    return events / (window.endS - window.startS)
  })
}
