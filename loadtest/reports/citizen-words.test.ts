import { expect, it } from '@jest/globals'
import type { CitizenTimeline, TimelineAttempt } from '../statistics/citizen-timeline.ts'
import { answerOf, eventsOf } from './citizen-words.ts'

function attempt(step: TimelineAttempt['step'], startS: number, rest: Partial<TimelineAttempt> = {}): TimelineAttempt {
  return { step, attempt: 1, outcome: 'ok', status: 200, startS, endS: startS + 0.5, saw: 'went-on', ...rest }
}

function timeline(fate: CitizenTimeline['fate'], attempts: TimelineAttempt[]): CitizenTimeline {
  const endS = attempts.at(-1)!.endS
  return { trial: 't', fate, acknowledgedS: null, announcedWaitS: 12, resultS: null, finishedS: endS, nib: '123', attempts }
}

it('tells a story in order, looks that brought nothing once', () => {
  const looks = [4, 6, 8].map((startS, index) => attempt('track', startS, { attempt: index + 1, saw: 'not-yet' }))
  const story = timeline('served', [
    attempt('apply', 0, { outcome: 'reset', status: null, saw: 'broken' }),
    attempt('apply', 1, { attempt: 2, outcome: 'rejected', status: 503, saw: 'rejected' }),
    attempt('apply', 2, { attempt: 3, status: 202, saw: 'accepted' }),
    ...looks,
    attempt('track', 10, { attempt: 4, saw: 'result' }),
  ])
  expect(eventsOf(story)).toEqual([
    { atS: 0, words: 'tried to apply: connection broken off' },
    { atS: 1, words: 'tried to apply, try 2: told to come back later (503)' },
    { atS: 2, words: 'applied, try 3: accepted, ready in about 12 s' },
    { atS: 4, words: 'asked for the status 3 times: not yet' },
    { atS: 10, words: 'asked for the status: permit, NIB 123, seen at 10.5 s' },
  ])
})

it('says how it ended without a permit', () => {
  const tried = [attempt('page', 0, { outcome: 'timedOut', status: null, saw: 'no-answer', endS: 5 })]
  expect(eventsOf(timeline('gaveUp', tried)).map(({ words }) => words)).toEqual([
    'tried to open the page: no answer within 5 s',
    'gave up',
  ])
  expect(eventsOf(timeline('waiting', tried)).at(-1)).toEqual({ atS: 5, words: 'still waiting when last seen' })
  expect(eventsOf(timeline('turnedAway', tried)).at(-1)!.words).toBe('turned away for good')
})

it.each([
  [attempt('apply', 0, { saw: 'broken', outcome: 'failed', status: 500 }), '500'],
  [attempt('apply', 0, { saw: 'broken', outcome: 'refused', status: null }), 'refused'],
  [attempt('apply', 0, { saw: 'rejected', outcome: 'rejected', status: 429 }), '429'],
  [attempt('sign-up', 0), 'sign-up'],
  [attempt('track', 0, { saw: 'not-yet' }), 'not yet'],
])('has a word for every answer', (tried, word) => {
  expect(answerOf(tried)).toBe(word)
})
