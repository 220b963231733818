import { describe, expect, it } from '@jest/globals'
import { Random } from '../citizens/random.ts'
import { exampleTrial } from '../records/example-trial.ts'
import { rankings } from './best.ts'
import type { StudyDesign } from './study-design.ts'
import { summariseTrial } from './summarise-trial.ts'
import type { TrialSummary } from './trial-summary.ts'

const blank = summariseTrial(exampleTrial([]))
const DESIGN: StudyDesign = {
  primaryMetric: 'permitGoodputPerS.during',
  direction: 'higher',
  minimumEffect: 0.05,
  reference: 'inline',
}

function trial(strategy: string, block: number, during: number | null, changed: Partial<TrialSummary> = {}): TrialSummary {
  return { ...blank, strategy, block, seed: block, permitGoodputPerS: { before: 30, during, after: 30 }, ...changed }
}

/** Blocks of strategies, each with its own level and its own scatter of logarithms. */
function study(random: Random, arms: Record<string, [level: number, scatter: number]>, blocks = 8): TrialSummary[] {
  return Array.from({ length: blocks }, (_, block) => block).flatMap((block) => {
    const day = 0.1 * normal(random)
    return Object.entries(arms).map(([name, [level, scatter]]) =>
      trial(name, block, level * Math.exp(day + scatter * normal(random))),
    )
  })
}

/** Box and Muller (1958). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform())
}

const rank = (trials: TrialSummary[], design = DESIGN, excluded = new Map<string, string>()) =>
  rankings(trials, design, excluded)[0]!
const places = (trials: TrialSummary[], design = DESIGN) =>
  Object.fromEntries(rank(trials, design).ranks.map(({ strategy, place }) => [strategy, place]))

describe('comparison with the best', () => {
  const clear = study(new Random(1), { inline: [2, 0.5], fifo: [80, 0.02], shed: [98, 0.02] })

  it('names the best when it is proved, with intervals that end at 1', () => {
    const best = rank(clear)
    expect(best).toMatchObject({ scenario: 'tiny', blocks: 8, reason: null, unranked: [] })
    expect(best.ranks.map(({ strategy, place }) => [strategy, place])).toEqual([
      ['shed', 'best'],
      ['fifo', 'not-best'],
      ['inline', 'not-best'],
    ])
    const [shed, fifo, inline] = best.ranks.map(({ ofBestOther }) => ofBestOther)
    expect(shed![0]).toBe(1)
    expect(shed![1]).toBeGreaterThan(98 / 80)
    expect(fifo![1]).toBe(1)
    expect(fifo![0]).toBeLessThan(80 / 98)
    expect(inline![0]).toBeLessThan(2 / 98)
  })

  it('turns round where less is better', () => {
    expect(places(clear, { ...DESIGN, direction: 'lower' })).toEqual({ shed: 'not-best', fifo: 'not-best', inline: 'best' })
    const [first] = rank(clear, { ...DESIGN, direction: 'lower' }).ranks
    expect(first).toMatchObject({ strategy: 'inline', ofBestOther: [expect.any(Number), 1] })
    expect(first!.ofBestOther![0]).toBeLessThan(2 / 80)
  })

  it('leaves open what is too close', () => {
    const close = study(new Random(2), { inline: [2, 0.1], fifo: [97.5, 0.03], shed: [98, 0.03] })
    expect(places(close)).toEqual({ inline: 'not-best', fifo: 'may-be-best', shed: 'may-be-best' })
    const same = clear.map((one) => trial(one.strategy, one.block, 50))
    expect(new Set(Object.values(places(same)))).toEqual(new Set(['may-be-best']))
  })

  it('keeps a strategy that served nobody in the ranking', () => {
    const dead = clear.map((one) => (one.strategy === 'inline' ? trial('inline', one.block, 0) : one))
    expect(places(dead)).toMatchObject({ inline: 'not-best', shed: 'best' })
  })

  it('gives no multiple of nothing, and ranks nobody where the answer depends on what nothing weighs', () => {
    const dead = clear.map((one) => (one.strategy === 'inline' ? trial('inline', one.block, 0) : one))
    const intervals = new Map(rank(dead).ranks.map(({ strategy, ofBestOther }) => [strategy, ofBestOther]))
    expect(intervals.get('inline')).toBeNull()
    // Between the two without zeros nothing changes.
    expect(intervals.get('fifo')).toEqual(rank(clear).ranks[1]!.ofBestOther)

    // Nobody in one block, a third more than the other in all others: less by ratios, more by sums.
    const once = clear.map((one) =>
      one.strategy === 'shed' ? trial('shed', one.block, one.block === 0 ? 0 : one.permitGoodputPerS.during! * 1.1) : one,
    )
    expect(rank(once)).toMatchObject({
      ranks: [],
      reason: 'shed served nobody in 1 of 8 blocks, and the answer depends on how much that weighs',
    })
  })

  it('does not rank those who cannot win, and says why', () => {
    const excluded = new Map([['shed', 'volatile']])
    const best = rank(clear, DESIGN, excluded)
    expect(best.ranks[0]).toMatchObject({ strategy: 'fifo', place: 'best' })
    expect(best.unranked).toEqual([{ strategy: 'shed', reason: 'volatile' }])
    const fewer = clear.filter((one) => one.strategy !== 'fifo' || one.block > 0)
    expect(rank(fewer).unranked).toEqual([{ strategy: 'fifo', reason: '7 valid blocks, 8 are needed' }])
    const unknown = [...clear, trial('fifo', 9, null)]
    expect(rank(unknown).unranked[0]!.reason).toMatch(/not known in 1/)
  })

  it('says why nothing can be ranked', () => {
    const one = clear.filter(({ strategy }) => strategy === 'fifo')
    expect(rankings(one, DESIGN, new Map())).toEqual([])
    expect(rankings(study(new Random(1), { a: [1, 1], b: [1, 1] }, 7), DESIGN, new Map())).toEqual([])
    const allInvalid = clear.map((each) => ({ ...each, valid: false }))
    expect(rank(allInvalid)).toMatchObject({ ranks: [], reason: 'fewer than two strategies can be ranked' })
    const failed = [1, 2, 3, 4, 5, 6].map((block) => trial('fifo', 100 + block, 1, { valid: false }))
    expect(rank([...clear, ...failed])).toMatchObject({
      ranks: [],
      reason: expect.stringContaining('invalid trials differ') as unknown,
    })
  })

  // A collapsing strategy scatters more than the others: where a pooled error covered 0.88 only.
  it.each([
    ['alike', [0.05, 0.05, 0.05, 0.05, 0.05]],
    ['the best scatters most', [0.3, 0.02, 0.02, 0.02, 0.02]],
    ['the best scatters least', [0.01, 0.2, 0.2, 0.2, 0.2]],
  ])('keeps the true best in 95 % of studies of five equals: %s', (_, scatters) => {
    const random = new Random('best', scatters.join(' '))
    const arms = Object.fromEntries(scatters.map((scatter, index) => [`s${index}`, [100, scatter] as [number, number]]))
    const studies = 300
    let kept = 0
    for (let round = 0; round < studies; round += 1) if (places(study(random, arms)).s0 !== 'not-best') kept += 1
    // Measured within 0.025 (2 standard errors).
    expect(kept / studies).toBeGreaterThan(0.925)
  })
})
