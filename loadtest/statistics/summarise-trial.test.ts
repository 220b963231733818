import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { anyCitizen } from '../records/any-citizen.ts'
import { OUTCOMES } from '../records/attempt-record.ts'
import { attemptsOf, EXAMPLE_FACTS, exampleCitizen, exampleTrial, servedCitizen } from '../records/example-trial.ts'
import { FATES } from './fates.ts'
import { summariseTrial } from './summarise-trial.ts'
import { servedBySecond, timelineOf } from './timeline.ts'

/** Trials of any people whatever, each of whom is there once with the attempts she says she made. */
const anyTrial = fc
  .array(
    anyCitizen.filter(({ ending, resultMs, acknowledgedMs }) => {
      const contradicts = resultMs === null && acknowledgedMs === null && (ending === 'result' || ending === 'waiting')
      return !contradicts
    }),
  )
  .map((people) => exampleTrial(people))

describe('summary of a trial', () => {
  it('conserves citizens and attempts, whatever happened', () => {
    fc.assert(
      fc.property(anyTrial, (records) => {
        const { citizens, attempts, invalidReasons } = summariseTrial(records)
        expect(FATES.reduce((sum, fate) => sum + citizens[fate], 0)).toBe(citizens.scheduled)
        expect(OUTCOMES.reduce((sum, outcome) => sum + attempts[outcome], 0)).toBe(attempts.sent)
        expect(invalidReasons.filter((reason) => !reason.includes('failed to send'))).toEqual([])
      }),
    )
  })

  it('is told second by second by a timeline with the same sums', () => {
    fc.assert(
      fc.property(anyTrial, (records) => {
        const { citizens, attempts } = summariseTrial(records)
        const timeline = timelineOf(records)
        const served = servedBySecond(records)
        const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
        expect(sum(timeline.map((row) => row.scheduled))).toBe(citizens.scheduled)
        expect(sum(timeline.map((row) => row.attempts))).toBe(attempts.sent)
        for (const outcome of OUTCOMES) expect(sum(timeline.map((row) => row[outcome]))).toBe(attempts[outcome])
        const sent = records.citizens.filter(({ journey, ending }) => journey !== 'visitor' && ending !== 'not-sent')
        expect(sum(served.map((row) => row.served))).toBe(citizens.served)
        expect(sum(served.map((row) => row.late))).toBe(citizens.late)
        expect(sent.filter(({ resultMs }) => resultMs !== null)).toHaveLength(citizens.served + citizens.late)
      }),
    )
  })

  it('has no NaN and no Infinity anywhere, whatever happened', () => {
    fc.assert(
      fc.property(anyTrial, (records) => {
        const summary = summariseTrial(records)
        expect(JSON.parse(JSON.stringify(summary))).toEqual(summary)
      }),
    )
  })

  it('knows nothing of what was not observed: null, never 0', () => {
    const foreign = exampleTrial([], { samples: null, probes: null, identityChecks: null })
    const facts = {
      ...EXAMPLE_FACTS,
      ledger: null,
      plan: null,
      cpuSeconds: null,
      stages: [{ name: 'steady', durationS: 60, rate: 1 }],
    }
    const nothing = { before: null, during: null, after: null }
    expect(summariseTrial({ ...foreign, facts })).toMatchObject({
      pageOpened: null,
      availability: null,
      permitGoodputPerS: nothing,
      ackGoodputPerS: nothing,
      servedShare: nothing,
      latencyMs: { p50: null, p90: null, p95: null, p99: null, max: null },
      timeToPermitS: { p50: null, p95: null, p99: null },
      servedWithin: { s5: null, s30: null, s120: null },
      promiseKept: null,
      wastedWork: null,
      cpuSecondsPerPermit: { portal: null, worker: null, postgres: null, redis: null },
      cpuCorePct: nothing,
      recoveryS: null,
      recoveryCensoredAtS: null,
      backlogClearedS: null,
      diagnosis: null,
      ledger: null,
    })
  })

  it('shares the CPU over the permits issued, and adds the processes of the core', () => {
    const summary = summariseTrial(exampleTrial([]))
    expect(summary.cpuSecondsPerPermit).toEqual({ portal: 2, worker: 1, postgres: 0.5, redis: 0.25 })
    expect(summary.cpuCorePct).toEqual({ before: 30, during: 30, after: 30 })
  })

  it('calls a crash what nobody ordered', () => {
    const exit = {
      process: 'portal',
      pid: 7,
      atS: 3,
      code: null,
      signal: 'SIGABRT',
      cause: 'heap-out-of-memory',
      evidence: 'FATAL',
    } as const
    const exits = [
      { ...exit, unexpected: true },
      { ...exit, atS: 100, unexpected: false },
    ]
    const { crashes, exits: all } = summariseTrial(exampleTrial([], { facts: { ...EXAMPLE_FACTS, exits } }))
    const { pid: _pid, ...crash } = exit
    expect(crashes).toEqual([crash])
    expect(all).toEqual(exits)
  })

  it('counts the attempts of the step that matters only', () => {
    const people = [servedCitizen(0, 500), exampleCitizen({ journey: 'visitor' })]
    const trial = exampleTrial(people)
    const others = attemptsOf(trial.citizens).map((attempt) => ({ ...attempt, step: 'search' }) as const)
    expect(summariseTrial({ ...trial, attempts: [...trial.attempts, ...others] }).attempts).toMatchObject({
      sent: 2,
      ok: 1,
      timedOut: 1,
    })
  })
})

describe('timeline', () => {
  it('puts every event into its second, and what was not sampled is unknown', () => {
    const people = [
      servedCitizen(500, 2500, { acknowledgedMs: 1200 }),
      exampleCitizen({ intendedMs: 900, finishedMs: 1900, ending: 'error' }),
      exampleCitizen({ intendedMs: 1500, finishedMs: 1510, ending: 'rejected' }),
    ]
    const timeline = timelineOf(exampleTrial(people, { samples: [] }))
    expect(timeline).toHaveLength(100)
    expect(timeline.slice(0, 3)).toMatchObject([
      {
        second: 0,
        stage: 'before',
        scheduled: 2,
        attempts: 2,
        ok: 0,
        acknowledged: 0,
        permits: 0,
        p50Ms: null,
        backlog: null,
        portalUp: null,
      },
      { second: 1, scheduled: 1, attempts: 1, ok: 1, timedOut: 2, acknowledged: 1, permits: 0, p50Ms: 700, p99Ms: 1000 },
      { second: 2, scheduled: 0, attempts: 0, ok: 0, acknowledged: 0, permits: 1, p50Ms: null, p99Ms: null },
    ])
    const stages = [19, 20, 39, 40, 69, 70].map((second) => timeline[second]!.stage)
    expect(stages).toEqual(['before', 'surge', 'surge', 'after', 'after', 'drain'])
  })
})
