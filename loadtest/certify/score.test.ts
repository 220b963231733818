import { describe, expect, it } from '@jest/globals'
import { OUTCOMES } from '../records/attempt-record.ts'
import type { Outcome } from '../records/attempt-record.ts'
import { CASES } from './cases.ts'
import type { Observation } from './generator.ts'
import { faultsOf, measure, type Evidence } from './score.ts'
import { countOutcomes, quantilesOf } from './truth.ts'
import type { TruthRow } from './truth-row.ts'

const COUNT = 200
const caseNamed = (name: string) => CASES.find((one) => one.name === name)!

/** A server that held request n for n ms, and a generator that tells the truth of it. */
const rows: TruthRow[] = Array.from({ length: COUNT }, (_, n) => ({
  step: 'apply',
  citizen: n,
  outcome: n % 10 === 0 ? 'rejected' : 'ok',
  arrivedMs: 10 * n,
  answeredMs: 11 * n,
  leftMs: null,
}))
const counted = (outcomes: readonly Outcome[]): Observation['counted'] => {
  const counts = countOutcomes(outcomes)
  return OUTCOMES.map((outcome) => ({ standsFor: [outcome], count: counts[outcome] }))
}
const truthful: Observation = {
  sent: COUNT,
  counted: counted(rows.map(({ outcome }) => outcome)),
  byCitizen: new Map(rows.map(({ outcome }, n) => [n, outcome])),
  latencyMs: quantilesOf(rows.flatMap(({ outcome }, n) => (outcome === 'ok' ? [n] : []))),
  onTheWay: 0,
  intendedMs: rows.map(({ arrivedMs }) => arrivedMs),
  warmUpMs: 0,
  timedStep: null,
  lagP99Ms: 0.5,
  cpuPct: null,
}
const evidence = (observation: Partial<Observation>, over: Partial<Evidence> = {}): Evidence => ({
  question: caseNamed('bursts-of-5xx'),
  generator: { model: 'open' },
  observation: { ...truthful, ...observation },
  rows,
  stall: null,
  ...over,
})
const judged = { ratePerS: 2000, judged: true }
const faults = (observation: Partial<Observation>, over?: Partial<Evidence>) =>
  faultsOf(measure(evidence(observation, over)), judged)

describe('score', () => {
  it('finds nothing wrong with the truth', () => {
    expect(measure(evidence({}))).toMatchObject({
      sent: COUNT,
      seen: COUNT,
      recorded: COUNT,
      errorMs: { p50: 0, p90: 0, p99: 0 },
    })
    expect(faults({})).toEqual([])
  })

  it('a median that is 2 ms off', () => {
    const { p50, p90, p99 } = truthful.latencyMs
    expect(faults({ latencyMs: { p50: p50! + 1.9, p90, p99 } })).toEqual([])
    expect(faults({ latencyMs: { p50: p50! - 2.1, p90, p99 } })).toEqual(['p50 -2.1 ms'])
    expect(faults({ latencyMs: { p50: null, p90: null, p99: null } })).toEqual(['no latency'])
  })

  it('what comes in the warm-up is not timed', () => {
    // The second half was held for 101 .. 199 ms, but for the rejected: 90 waits, the 45th is 149 ms.
    expect(measure(evidence({ warmUpMs: 1000 })).truthMs.p50).toBe(149)
  })

  it('a p99 beyond 2 % + 2 ms of 198 ms', () => {
    const latency = (p99: number) => ({ latencyMs: { ...truthful.latencyMs, p99 } })
    expect(truthful.latencyMs.p99).toBe(198)
    expect(faults(latency(198 + 5.9))).toEqual([])
    expect(faults(latency(198 + 6))).toEqual(['p99 +6.0 ms'])
  })

  it('a request that is recorded nowhere, one that never was', () => {
    const outcomes = rows.map(({ outcome }) => outcome)
    expect(faults({ counted: counted(outcomes.slice(0, -3)) })).toEqual(['3 unaccounted for'])
    expect(faults({ counted: counted([...outcomes, 'ok', 'ok']) })).toEqual(['2 unaccounted for'])
  })

  it('of a closed population those on their way at the end are not missing', () => {
    const short = counted(rows.slice(0, -3).map(({ outcome }) => outcome))
    const closed = { generator: { model: 'closed' as const } }
    expect(faults({ counted: short, onTheWay: 3, byCitizen: null }, closed)).toEqual([])
    expect(faults({ counted: short, onTheWay: 2, byCitizen: null }, closed)).toEqual(['1 unaccounted for'])
  })

  it('two outcomes that change places are two misclassified, though the counts are right', () => {
    const swapped = new Map(truthful.byCitizen).set(0, 'ok').set(1, 'rejected')
    expect(faults({ byCitizen: swapped })).toEqual(['2 misclassified'])
  })

  it('without identities: what is counted in a class beyond those that belong there', () => {
    const outcomes = rows.map(({ outcome }, n): Outcome => (n < 5 ? 'failed' : outcome))
    expect(faults({ counted: counted(outcomes), byCitizen: null })).toEqual(['5 misclassified'])
  })

  it('a coarse class may stand for several outcomes', () => {
    const coarse = [{ standsFor: ['ok', 'rejected'] as const, count: COUNT }]
    expect(faults({ counted: coarse, byCitizen: null })).toEqual([])
  })

  it('late starts, where they are judged', () => {
    const late = measure(evidence({ lagP99Ms: 7.21 }))
    expect(faultsOf(late, judged)).toEqual(['starts 7.2 ms late (p99)'])
    expect(faultsOf(late, { ratePerS: 500, judged: true })).toEqual([])
    expect(faultsOf(late, { ratePerS: 2000, judged: false })).toEqual([])
  })

  it('a connection that is kept long after the patience', () => {
    const stuck = rows.map((one) => ({ ...one, answeredMs: null, leftMs: one.arrivedMs + 1989 }))
    const given: Outcome[] = rows.map(() => 'timedOut')
    const observation = { counted: counted(given), byCitizen: null, latencyMs: { p50: 1000, p90: 1000, p99: 1000 } }
    expect(faults(observation, { rows: stuck })).toEqual(['leaves 989 ms late'])
  })

  it('nobody listens: everything but refused is wrong', () => {
    const refuses = { question: caseNamed('refuses'), rows: [] }
    const all = (outcome: Outcome) => ({ counted: counted(rows.map(() => outcome)), byCitizen: null, latencyMs: quantilesOf([]) })
    expect(faults(all('refused'), refuses)).toEqual([])
    expect(faults(all('reset'), refuses)).toEqual([`${COUNT} misclassified`])
  })

  it('omission: a generator that waits with its stalled connections misses the stall', () => {
    // 200 in 2 s; the stall holds 0.5 .. 1.5 s. A few connections waited once, all others 5 ms.
    const stalled = rows.map((one, n) => ({ ...one, answeredMs: n >= 50 && n < 150 ? 1500 : 10 * n + 5, outcome: 'ok' as const }))
    const ok = { counted: counted(rows.map(() => 'ok')), byCitizen: null }
    const over = { question: caseNamed('stall'), rows: stalled, stall: { fromMs: 500, toMs: 1500 } }
    expect(measure(evidence({ ...ok }, over)).truthMs).toEqual({ p50: 5, p90: 800, p99: 980 })
    expect(faults({ ...ok, latencyMs: { p50: 5, p90: 5, p99: 5 } }, over)).toEqual(['p99 -975 ms'])
  })
})
