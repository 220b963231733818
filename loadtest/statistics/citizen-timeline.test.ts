import { describe, expect, it } from '@jest/globals'
import type { AttemptRecord } from '../records/attempt-record.ts'
import { exampleCitizen, servedCitizen } from '../records/example-trial.ts'
import { citizenTimeline } from './citizen-timeline.ts'

function tried(step: AttemptRecord['step'], startMs: number, record: Partial<AttemptRecord> = {}): AttemptRecord {
  const base = { citizen: 7, journey: 'returning-applicant', attempt: 1, outcome: 'ok', status: 200 } as const
  return { ...base, step, startMs, endMs: startMs + 100, ...record }
}

describe('citizenTimeline', () => {
  it('tells in order what she saw, from the moment she meant to arrive', () => {
    const citizen = servedCitizen(10_000, 19_500, { citizen: 7, acknowledgedMs: 15_100, announcedWaitS: 4 })
    const attempts = [
      tried('track', 19_400),
      tried('track', 17_000),
      tried('apply', 10_000, { outcome: 'rejected', status: 503 }),
      tried('apply', 15_000, { attempt: 2, status: 202 }),
    ]
    const timeline = citizenTimeline('fifo-b1', citizen, attempts)
    expect(timeline).toMatchObject({ trial: 'fifo-b1', fate: 'served', acknowledgedS: 5.1, announcedWaitS: 4, resultS: 9.5 })
    expect(timeline.attempts.map(({ startS, saw }) => [startS, saw])).toEqual([
      [0, 'rejected'],
      [5, 'accepted'],
      [7, 'not-yet'],
      [9.4, 'result'],
    ])
  })

  it('sees the permit in the answer to the application itself when it is issued inside the request', () => {
    const citizen = servedCitizen(0, 950, { acknowledgedMs: 950 })
    const { attempts } = citizenTimeline('inline-b1', citizen, [
      tried('page', 0),
      tried('apply', 200, { endMs: 949.9, status: 201 }),
    ])
    expect(attempts.map(({ saw }) => saw)).toEqual(['went-on', 'result'])
  })

  it('ends without a result when she never saw one', () => {
    const attempts = [
      tried('apply', 0, { outcome: 'timedOut', status: null, endMs: 5000 }),
      tried('apply', 6000, { attempt: 2, outcome: 'reset', status: null }),
      tried('apply', 8000, { attempt: 3, outcome: 'failed', status: 500 }),
    ]
    const timeline = citizenTimeline('inline-b1', exampleCitizen({ finishedMs: 8100 }), attempts)
    expect(timeline).toMatchObject({ fate: 'gaveUp', resultS: null, acknowledgedS: null, finishedS: 8.1 })
    expect(timeline.attempts.map(({ saw }) => saw)).toEqual(['no-answer', 'broken', 'broken'])
  })
})
