import { describe, expect, it } from '@jest/globals'
import { EXAMPLE_MANIFEST } from '../records/example-manifest.ts'
import { EXAMPLE_FACTS, exampleTrial } from '../records/example-trial.ts'
import type { HammerRecord } from '../records/hammer-record.ts'
import { summariseStudy } from './summarise-study.ts'
import { summariseTrial } from './summarise-trial.ts'
import type { TrialSummary } from './trial-summary.ts'
import { verdictOf } from './verdict.ts'

const blank = summariseTrial(exampleTrial([]))
const citizens = { scheduled: 1200, served: 300, late: 200, waiting: 100, turnedAway: 50, gaveUp: 550, notSent: 0 }

function trial(strategy: string, during: number | null, changed: Partial<TrialSummary> = {}): TrialSummary {
  const id = `${strategy}-tiny-s1-b${changed.block ?? 1}`
  return { ...blank, id, strategy, citizens, permitGoodputPerS: { before: 30, during, after: 12.5 }, ...changed }
}

const heapDeath = {
  process: 'portal',
  atS: 43.25,
  code: null,
  signal: 'SIGABRT',
  cause: 'heap-out-of-memory',
  evidence: 'FATAL ERROR',
} as const

const say = (trials: TrialSummary[], hammer: HammerRecord[] = []) =>
  verdictOf(EXAMPLE_MANIFEST, summariseStudy(EXAMPLE_MANIFEST, trials, hammer))

describe('verdict', () => {
  it('tells the first crash in one sentence: when, exit, cause', () => {
    const crashes = [{ ...heapDeath, atS: 60 }, heapDeath]
    expect(say([trial('inline', 1, { crashes }), trial('fifo', 90)]).crash).toBe(
      'With inline under tiny, the portal died 23.3 s after the surge began (SIGABRT, out of heap memory), the first of 2 deaths.',
    )
    const early = { ...heapDeath, atS: 4, signal: null, code: 1, cause: 'uncaught-exception' } as const
    expect(say([trial('inline', 1, { crashes: [early] })]).crash).toBe(
      'With inline under tiny, the portal died 4 s into the trial (exit code 1, an uncaught exception).',
    )
  })

  it('does not claim that nothing died where nothing could be seen', () => {
    expect(say([trial('target', null, { exits: [] })]).crash).toBe('Whether a process of the target died is not known.')
  })

  it('says so when nobody died, and what happened instead', () => {
    expect(say([trial('inline', 1, { recoveryS: null, recoveryCensoredAtS: 30 })]).crash).toBe(
      'No process died. inline gave 30, 1, 12.5 permits a second before, during and after the surge, and it had not recovered 30 s after the surge, when the watch ended.',
    )
    expect(say([trial('inline', 1, { recoveryS: 4, recoveryCensoredAtS: null })]).crash).toContain('itself again 4 s after')
    expect(say([]).crash).toBe('Nothing was run.')
  })

  it('tells at how many people the hammered portal died', () => {
    const outcomes = { ok: 1, rejected: 0, timedOut: 0, failed: 0, reset: 0, refused: 0 }
    const deaths = [{ ...heapDeath, pid: 1, unexpected: true }]
    const point = {
      strategy: 'inline',
      durationS: 10,
      pagesPerS: 1,
      permitsPerS: null,
      outcomes,
      sent: 1,
      unanswered: 0,
      invalidReasons: [],
      autocannon: null,
    }
    const hammer = [
      { ...point, people: 10, deaths: [{ ...deaths[0]!, unexpected: false }] },
      { ...point, people: 1600, deaths },
    ]
    expect(say([], hammer).crash).toBe(
      '1,600 people who kept refreshing were enough to end the portal of inline (SIGABRT, out of heap memory).',
    )
  })

  it('tells what the most people got when the hammered portal did not die', () => {
    const outcomes = { ok: 1, rejected: 0, timedOut: 0, failed: 0, reset: 0, refused: 0 }
    const point = {
      strategy: 'inline',
      durationS: 10,
      outcomes,
      sent: 0,
      unanswered: 0,
      invalidReasons: [],
      autocannon: null,
      deaths: [],
    }
    const hammer = [
      { ...point, people: 50, pagesPerS: 40, permitsPerS: 36.75 },
      { ...point, people: 3200, pagesPerS: 240.2, permitsPerS: 0 },
    ]
    expect(say([], hammer).crash).toBe(
      'No process died with up to 3,200 people at once on inline; so many opened 240 pages a second (at best 240, with 3,200) and got 0 permits a second (at best 36.8, with 50).',
    )
    const pagesOnly = hammer.map((one) => ({ ...one, permitsPerS: null }))
    expect(say([], pagesOnly).crash).toMatch(/with 3,200\)\.$/)
  })

  it('tells the fates of the same people, and what was not audited', () => {
    expect(say([trial('inline', 1), trial('fifo', 90, { ledger: null, valid: false })]).fates).toEqual([
      'inline: of 1,200 people, 300 had their permit within 30 s, 200 later, 100 still waiting at the end, 50 turned away, 550 gave up, 0 lost.',
      'fifo: of 1,200 people, 300 had their permit within 30 s, 200 later, 100 still waiting at the end, 50 turned away, 550 gave up, losses not audited (invalid: these figures cannot be trusted).',
    ])
  })

  it('names what helped most, against the reference, and who is too close to call', () => {
    expect(say([trial('inline', 2), trial('fifo', 80), trial('shed-on-depth', 98)]).helpedMost).toBe(
      'What helped most here was shed-on-depth: 98 permits a second seen in time during the surge, 98 % of nominal capacity, against 2 with inline.',
    )
    expect(say([trial('inline', 2), trial('fifo', 95), trial('shed-on-depth', 98)]).helpedMost).toContain(
      'Too close to it to call: fifo.',
    )
    expect(say([trial('inline', 99), trial('fifo', 10)]).helpedMost).toMatch(/^Nothing did better than inline here/)
    expect(say([trial('inline', 2)]).helpedMost).toBeNull()
  })

  it.each<[string, Partial<TrialSummary>]>([
    ['invalid', { valid: false }],
    ['not audited', { ledger: null }],
    ['lossy', { ledger: { ...EXAMPLE_FACTS.ledger!, lost: 1 } }],
    ['stuck', { ledger: { ...EXAMPLE_FACTS.ledger!, stuck: 1 } }],
    ['unmeasured', { permitGoodputPerS: { before: 1, during: null, after: 1 } }],
  ])('never names a trial that is %s', (_, changed) => {
    const { helpedMost } = say([trial('inline', 2), trial('fifo', 80), trial('shed-on-depth', 98, changed)])
    expect(helpedMost).toContain('What helped most here was fifo')
  })

  it('never names a volatile strategy, nor anybody when nobody qualifies', () => {
    expect(say([trial('inline', 2), trial('forgetful', 98)]).helpedMost).toMatch(/^Nothing did better than inline/)
    expect(say([trial('inline', 2, { valid: false }), trial('forgetful', 98)]).helpedMost).toMatch(/cannot be said/)
  })

  it('warns: one trial, invalid trials, an interruption', () => {
    const trials = [trial('inline', 2), trial('fifo', 80, { valid: false })]
    expect(say(trials).caveats).toEqual([
      'One trial each is a demonstration: --repeats 8 gives intervals.',
      '1 of 2 trials invalid, deciding nothing: fifo-tiny-s1-b1.',
    ])
    const stopped = { ...EXAMPLE_MANIFEST, interrupted: true }
    expect(verdictOf(stopped, summariseStudy(stopped, trials)).caveats.at(-1)).toMatch(/interrupted/)
  })

  it('counts blocks, not valid trials, when it says what was repeated, and names only some invalid ones', () => {
    const blocks = Array.from({ length: 8 }, (_, index) => index + 1)
    const trials = blocks.flatMap((block) => [trial('inline', 40, { block }), trial('fifo', 80, { block, valid: false })])
    const { caveats, fates } = say(trials)
    expect(caveats).toEqual([
      '8 of 16 trials invalid, deciding nothing: fifo-tiny-s1-b1, fifo-tiny-s1-b2, fifo-tiny-s1-b3 and 5 more.',
    ])
    expect(fates[1]).toMatch(/^fifo: of 9,600 people over 8 trials, .*\(invalid: these figures cannot be trusted\)\.$/)
  })

  it('gives the interval once there are 8 blocks', () => {
    const blocks = Array.from({ length: 8 }, (_, index) => index + 1)
    const trials = blocks.flatMap((block) => [trial('inline', 40 + block, { block }), trial('fifo', 2 * (40 + block), { block })])
    const { helpedMost, caveats, fates } = say(trials)
    expect(helpedMost).toMatch(/It is better than the reference over 8 blocks \(2 to 2 times, 95 % interval\)\.$/)
    expect(caveats).toEqual([])
    expect(fates[0]).toContain('inline: of 9,600 people over 8 trials, 2,400 had')
  })
})
