import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { loadStrategies, planOf } from './load-strategies.ts'
import type { Envelope, Gate, GateTools, Plan } from './strategy.ts'

const strategies = [...(await loadStrategies()).values()]
const envelope: Envelope = {
  heapMb: 256,
  connections: 20,
  openFiles: 4096,
  agency: { slots: 50, serviceMs: 500, dailyQuota: null },
  restart: { firstMs: 100, resetAfterS: 10 },
}
const anyEnvelope = fc.record({
  heapMb: fc.integer({ min: 64, max: 8192 }),
  connections: fc.integer({ min: 2, max: 500 }),
  openFiles: fc.integer({ min: 256, max: 100_000 }),
  agency: fc.record({
    slots: fc.integer({ min: 1, max: 1000 }),
    serviceMs: fc.integer({ min: 1, max: 60_000 }),
    dailyQuota: fc.constant(null),
  }),
  restart: fc.constant({ firstMs: 100, resetAfterS: 10 }),
})

function tools(backlog = 0): GateTools {
  return { now: () => 0, random: () => 0.5, signals: () => ({ backlog, oldestWaitS: 0, poolWaiting: 0 }) }
}

describe.each(strategies)('contract of $name', (strategy) => {
  it('keeps any envelope and plans the same twice', () => {
    fc.assert(
      fc.property(anyEnvelope, (any) => {
        const plan = planOf(strategy, {}, any)
        expect(JSON.stringify(planOf(strategy, {}, any))).toBe(JSON.stringify(plan))
        for (const lane of plan.lanes) expect(lane.concurrency).toBeGreaterThan(0)
      }),
    )
  })

  it('refuses options it does not know and names them', () => {
    expect(() => planOf(strategy, { noSuchOption: 1 }, envelope)).toThrow(/noSuchOption/)
  })

  it('says in its reference where it wins and where it loses', () => {
    expect(strategy.reference).toMatch(/wins/i)
    expect(strategy.reference).toMatch(/loses/i)
  })

  it('routes every application to a lane it has', () => {
    const { route, lanes } = planOf(strategy, {}, envelope)
    const names = lanes.map(({ name }) => name)
    for (const risk of ['low', 'medium-low', 'medium-high', 'high'] as const) {
      if (route) expect(names).toContain(route({ risk, region: '3271' }))
    }
  })

  it('lets a first citizen in at every step', async () => {
    const gate = gateOf(planOf(strategy, {}, envelope))
    for (const step of ['page', 'sign-up', 'log-in', 'search', 'apply', 'track'] as const) {
      expect(await gate.enter({ step, gone: new AbortController().signal })).toMatchObject({ admitted: true })
    }
  })

  it('refuses with a whole number of seconds, and takes back what it gave', async () => {
    const gate = gateOf(planOf(strategy, {}, envelope))
    const apply = { step: 'apply', gone: new AbortController().signal } as const
    const first = await Promise.all(Array.from({ length: 5000 }, () => gate.enter(apply)))
    for (const answer of first) {
      if (!answer.admitted) expect(answer.retryAfterS).toBeGreaterThanOrEqual(1)
      if (!answer.admitted) expect(Number.isInteger(answer.retryAfterS)).toBe(true)
    }
    for (const answer of first) if (answer.admitted) answer.done('ok', 1)
    const again = await Promise.all(Array.from({ length: 5000 }, () => gate.enter(apply)))
    const admitted = (answers: typeof first) => answers.filter((answer) => answer.admitted).length
    expect(admitted(again)).toBe(admitted(first))
  })
})

function gateOf(plan: Plan, backlog = 0): Gate {
  const open: Gate = { enter: async () => ({ admitted: true, queuedMs: 0, done: () => undefined }) }
  return plan.gate?.(tools(backlog)) ?? open
}

describe('what tells the strategies apart', () => {
  const plan = (name: string, options = {}) =>
    planOf(
      strategies.find((strategy) => strategy.name === name)!,
      options,
      envelope,
    )
  const apply = { step: 'apply', gone: new AbortController().signal } as const

  it('inline bounds nothing; inline-bounded 60 requests; inline-tuned the slots and one second of waiting', async () => {
    const admitted = async (name: string) => {
      const gate = gateOf(plan(name))
      const answers = await Promise.all(Array.from({ length: 1000 }, () => gate.enter(apply)))
      return answers.filter((answer) => answer.admitted).length
    }
    expect(await admitted('inline')).toBe(1000)
    expect(await admitted('inline-bounded')).toBe(60)
    expect(await admitted('inline-tuned')).toBe(150)
  })

  it('shed-on-depth refuses from the backlog that the declared wait allows', async () => {
    expect(await gateOf(plan('shed-on-depth'), 399).enter(apply)).toMatchObject({ admitted: true })
    expect(await gateOf(plan('shed-on-depth'), 400).enter(apply)).toMatchObject({ admitted: false, reason: 'backlog-limit' })
    const longer = plan('shed-on-depth', { maxWaitS: '10' })
    expect(await gateOf(longer, 400).enter(apply)).toMatchObject({ admitted: true })
    expect(await gateOf(plan('fifo'), 1_000_000).enter(apply)).toMatchObject({ admitted: true })
  })

  it('sign-ups run at their rate, while people inside log in freely', async () => {
    let now = 0
    const gate = plan('fifo', { signUpsPerS: 5 }).gate!({ ...tools(), now: () => now })
    const enter = async (step: 'sign-up' | 'log-in') => (await gate.enter({ step, gone: apply.gone })).admitted
    const burst = await Promise.all(Array.from({ length: 20 }, () => enter('sign-up')))
    expect(burst.filter(Boolean)).toHaveLength(5)
    expect(await enter('log-in')).toBe(true)
    now = 400
    expect(await enter('sign-up')).toBe(true)
    expect(await enter('sign-up')).toBe(true)
    expect(await enter('sign-up')).toBe(false)
  })
})
