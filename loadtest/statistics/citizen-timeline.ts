import type { AttemptRecord } from '../records/attempt-record.ts'
import type { CitizenRecord } from '../records/citizen-record.ts'
import { type Fate, fateOf } from './fates.ts'

/** Everything one citizen did and saw in one trial. Times in seconds after her intended arrival. */
export interface CitizenTimeline {
  trial: string
  fate: Fate | null
  acknowledgedS: number | null
  announcedWaitS: number | null
  resultS: number | null
  finishedS: number
  nib: string | null
  attempts: TimelineAttempt[]
}

/** `saw`: what the answer told her. */
export interface TimelineAttempt extends Pick<AttemptRecord, 'step' | 'attempt' | 'outcome' | 'status'> {
  startS: number
  endS: number
  /** accepted: a promise. result: what she came for. not-yet: still being worked on. went-on: a step on the way is done. */
  saw: 'accepted' | 'result' | 'not-yet' | 'went-on' | 'rejected' | 'no-answer' | 'broken'
}

/** @param attempts of this citizen in this trial, in any order */
export function citizenTimeline(trial: string, citizen: CitizenRecord, attempts: readonly AttemptRecord[]): CitizenTimeline {
  const { intendedMs, acknowledgedMs, announcedWaitS, resultMs, finishedMs, nib } = citizen
  const seconds = (ms: number) => Math.round(ms - intendedMs) / 1000
  const inOrder = attempts.toSorted((a, b) => a.startMs - b.startMs)
  // She sees her result in the last answer before it was noted; the acknowledgement in the first good one to her application.
  const result = resultMs === null ? undefined : inOrder.findLast(({ endMs, outcome }) => outcome === 'ok' && endMs <= resultMs)
  return {
    trial,
    fate: fateOf(citizen),
    acknowledgedS: acknowledgedMs === null ? null : seconds(acknowledgedMs),
    announcedWaitS,
    resultS: resultMs === null ? null : seconds(resultMs),
    finishedS: seconds(finishedMs),
    nib,
    attempts: inOrder.map((attempt) => {
      const { step, outcome, status, startMs, endMs } = attempt
      const saw = attempt === result ? 'result' : sawIn(attempt)
      return { step, attempt: attempt.attempt, outcome, status, startS: seconds(startMs), endS: seconds(endMs), saw }
    }),
  }
}

function sawIn({ step, outcome }: AttemptRecord): TimelineAttempt['saw'] {
  if (outcome === 'rejected') return 'rejected'
  if (outcome === 'timedOut') return 'no-answer'
  if (outcome !== 'ok') return 'broken'
  if (step === 'apply') return 'accepted'
  return step === 'track' ? 'not-yet' : 'went-on'
}
