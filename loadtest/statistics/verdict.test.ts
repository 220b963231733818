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
    const alone = { permitGoodputPerS: { before: null, during: 29.5, after: null }, recoveryS: null, recoveryCensoredAtS: null }
    expect(say([trial('inline', 1, alone)]).crash).toBe('No process died. inline gave 29.5 permits a second during the surge.')
    expect(say([]).crash).toBe('Nothing was run.')
  })

  it('quotes how the reference survived from its valid trials, wherever they stand; otherwise nobody', () => {
    const shuffled = [trial('fifo', 80), trial('inline', 1, { valid: false }), trial('inline', 7, { block: 2 })]
    expect(say(shuffled).crash).toMatch(
      /^No process died\. inline gave 30, 7, 12\.5 permits a second before, during and after the surge,/,
    )
    expect(say(shuffled.slice(0, 2)).crash).toBe('No process died.')
  })

  it('quotes the mean of several valid trials, and says so', () => {
    const back = (block: number, recoveryS: number | null) => ({
      block,
      recoveryS,
      recoveryCensoredAtS: recoveryS === null ? 25 : null,
    })
    const blocks = [
      trial('inline', 20, back(1, 4)),
      trial('inline', 99, { block: 2, valid: false }),
      trial('inline', 40, back(3, 8)),
    ]
    expect(say(blocks).crash).toBe(
      'No process died. inline gave 30, 30, 12.5 permits a second before, during and after the surge (mean of 2 valid trials), and it was itself again 6 s after the surge.',
    )
    expect(say([...blocks, trial('inline', 30, back(4, null))]).crash).toContain(
      '(mean of 3 valid trials), and in 1 of them it had not recovered 25 s after the surge, when the watch ended.',
    )
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
      'What helped most in this demonstration was shed-on-depth: 98 permits a second seen in time during the surge, 98 % of nominal capacity, against 2 with inline.',
    )
    expect(say([trial('inline', 2), trial('fifo', 95), trial('shed-on-depth', 98)]).helpedMost).toBe(
      'What helped most this demonstration cannot tell, the best are within 5 % of each other: shed-on-depth (98), fifo (95).',
    )
    expect(say([trial('inline', 0), trial('fifo', 0)]).helpedMost).toMatch(/^Nobody helped anybody in this demonstration/)
    expect(say([trial('inline', 99), trial('fifo', 10)]).helpedMost).toMatch(
      /^Nothing did better than inline in this demonstration/,
    )
    expect(say([trial('inline', 2)]).helpedMost).toBeNull()
  })

  it('compares the same blocks in a demonstration: a bad day that only one of them saw says nothing', () => {
    const trials = [1, 2].flatMap((block) => [
      trial('inline', 2, { block }),
      trial('fifo', block === 1 ? 80 : 20, { block }),
      trial('shed-on-depth', 70, { block, valid: block === 1 }),
    ])
    // Over all its blocks fifo has 50 and shed-on-depth 70; in the one that both have, fifo is better.
    expect(say(trials).helpedMost).toMatch(/^What helped most in this demonstration was fifo: 80 .* against 2 with inline\.$/)
    const apart = trials.filter(({ strategy, block }) => strategy !== 'fifo' || block === 2)
    expect(say(apart).helpedMost).toMatch(/no block in which all of them have a valid trial/)
  })

  it.each<[string, Partial<TrialSummary>]>([
    ['invalid', { valid: false }],
    ['not audited', { ledger: null }],
    ['lossy', { ledger: { ...EXAMPLE_FACTS.ledger!, lost: 1 } }],
    ['stuck', { ledger: { ...EXAMPLE_FACTS.ledger!, stuck: 1 } }],
    ['unmeasured', { permitGoodputPerS: { before: 1, during: null, after: 1 } }],
  ])('never names a trial that is %s', (_, changed) => {
    const { helpedMost } = say([trial('inline', 2), trial('fifo', 80), trial('shed-on-depth', 98, changed)])
    expect(helpedMost).toMatch(/^What helped most in this demonstration was fifo: [^.]*\.$/)
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
      expect.stringContaining('No verdict where invalid trials differ between strategies on tiny: inline 0 of 8, fifo 8 of 8'),
    ])
    expect(fates[1]).toMatch(/^fifo: of 9,600 people over 8 trials, .*\(invalid: these figures cannot be trusted\)\.$/)
  })

  const eight = [1, 2, 3, 4, 5, 6, 7, 8]
  /** What is left to chance within a block. */
  const chance = (block: number) => 1 + [11, -14, 3, -6, 17, -9, 5, -4][block - 1]! / 1000

  it('names the best of 8 blocks when it is proved, and gives every interval against the reference', () => {
    const trials = eight.flatMap((block) => [
      trial('inline', 40 + block, { block }),
      trial('fifo', (40 + block) * 1.5 * chance(block), { block }),
      trial('shed-on-depth', (40 + block) * 2 * chance(9 - block), { block }),
    ])
    const { helpedMost, caveats, fates } = say(trials)
    expect(helpedMost).toBe(
      "What helped most here was shed-on-depth: 89 permits a second seen in time during the surge, 89 % of nominal capacity, better than every other over 8 blocks (Hsu's comparison with the best, 95 %). " +
        "Against inline (intervals at Holm's level: they match the verdicts, they do not hold jointly with 95 %): better: fifo 1.5 times (1.48 to 1.52), shed-on-depth 2 times (1.98 to 2.02).",
    )
    expect(caveats).toEqual([])
    expect(fates[0]).toContain('inline: of 9,600 people over 8 trials, 2,400 had')
  })

  it('names no winner of 8 blocks that chance could have made, and leaves out who may lose what it promised', () => {
    const trials = eight.flatMap((block) => [
      trial('inline', (40 + block) * chance(9 - block), { block }),
      trial('fifo', (40 + block) * chance(block) * 1.001, { block }),
      trial('forgetful', 99, { block }),
    ])
    expect(say(trials).helpedMost).toMatch(
      /^What helped most the data cannot tell: each of these may be the best over 8 blocks: .*\. Not ranked: forgetful \(volatile.*no difference that matters: fifo 1 times/,
    )
  })

  it('says that the reference is best, and judges by the declared metric', () => {
    const study = {
      primaryMetric: 'timeToPermitS.p95',
      direction: 'lower',
      minimumEffect: 0.05,
      reference: 'fifo',
      repeats: 8,
    } as const
    const trials = eight.flatMap((block) => [
      trial('inline', 99, { block, timeToPermitS: { p50: 1, p95: 20 * chance(block), p99: 30 } }),
      trial('fifo', 40, { block, timeToPermitS: { p50: 1, p95: 10 * chance(9 - block), p99: 30 } }),
    ])
    const manifest = { ...EXAMPLE_MANIFEST, study }
    const { helpedMost } = verdictOf(manifest, summariseStudy(manifest, trials))
    expect(helpedMost).toMatch(/^Nothing did better than fifo here: timeToPermitS\.p95 10, better than every other/)
    expect(helpedMost).toMatch(/worse: inline 2 times \(/)
  })

  it('counts a trial and its re-run as one block', () => {
    const again = { valid: true, attemptNo: 2 as const, id: 'fifo-tiny-s1-b1-r2' }
    const trials = [trial('inline', 40), trial('fifo', 80, { valid: false }), trial('fifo', 80, again)]
    const { caveats, fates } = say(trials)
    expect(caveats[0]).toMatch(/^One trial each is a demonstration/)
    expect(fates[1]).toMatch(/^fifo: of 1,200 people, /)
    const both = trials.map((one) => ({ ...one, valid: one.strategy === 'inline' }))
    expect(say(both).fates[1]).toMatch(/^fifo: of 1,200 people, .*invalid/)
  })
})
