import type { AttemptRecord, Outcome } from '../records/attempt-record.ts'
import type { CitizenRecord } from '../records/citizen-record.ts'

/** `sent` is what the citizens counted when they sent; the outcomes were counted when the attempts ended. Sum = sent. */
export type AttemptCounts = { sent: number } & { [outcome in Outcome]: number }

/** Attempts at the step that matters: the page for visitors, the application for everybody else. */
export function attemptsThatMatter(attempts: readonly AttemptRecord[], visitorJourneys: ReadonlySet<string>): AttemptRecord[] {
  return attempts.filter((attempt) => attempt.step === (visitorJourneys.has(attempt.journey) ? 'page' : 'apply'))
}

export function countAttempts(citizens: readonly CitizenRecord[], attempts: readonly AttemptRecord[]): AttemptCounts {
  const counts = { sent: 0, ok: 0, rejected: 0, timedOut: 0, failed: 0, reset: 0, refused: 0 }
  for (const citizen of citizens) counts.sent += citizen.attempts
  for (const attempt of attempts) counts[attempt.outcome] += 1
  return counts
}
