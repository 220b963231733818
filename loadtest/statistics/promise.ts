import type { CitizenRecord } from '../records/citizen-record.ts'
import { shareOf } from './goodput.ts'

/**
 * Share of 2xx whose result came within the announced wait. Left out: those who announced nothing, and those whose
 * announced wait had not passed when they were last watched. A result that came with the 2xx itself is a kept promise.
 */
export function promiseKept(applicants: readonly CitizenRecord[]): number | null {
  const verdicts = applicants.map(promiseOf).filter((kept) => kept !== null)
  return shareOf(verdicts, (kept) => kept)
}

function promiseOf({ acknowledgedMs, resultMs, announcedWaitS, finishedMs }: CitizenRecord): boolean | null {
  if (acknowledgedMs === null) return null
  // One answer, noted twice: the two clock readings are microseconds apart.
  if (resultMs !== null && resultMs - acknowledgedMs < 1) return true
  if (announcedWaitS === null) return null
  const dueMs = acknowledgedMs + announcedWaitS * 1000
  if (resultMs !== null) return resultMs <= dueMs
  return finishedMs > dueMs ? false : null
}
