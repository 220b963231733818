import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { Registry } from 'prom-client'
import { sampleState } from './sampled-state.ts'
import { stateGauge, stateGauges } from './state-gauge.ts'

describe('sampleState', () => {
  beforeEach(() => void jest.useFakeTimers())
  afterEach(() => void jest.useRealTimers())
  const settle = () => jest.advanceTimersByTimeAsync(0)

  /** Answers when told to. */
  function slowSource() {
    const asked: PromiseWithResolvers<number>[] = []
    const errors: number[] = []
    const sampled = sampleState({
      read() {
        const answer = Promise.withResolvers<number>()
        asked.push(answer)
        return answer.promise
      },
      onError: (_error, inARow) => errors.push(inARow),
    })
    return { asked, errors, sampled }
  }

  it('asks once a second, one question at most on its way', async () => {
    const { asked, sampled } = slowSource()
    await jest.advanceTimersByTimeAsync(3500)
    expect(asked).toHaveLength(1)
    asked[0]!.resolve(7)
    await settle()
    expect(sampled.latest()).toBe(7)
    await jest.advanceTimersByTimeAsync(500)
    expect(asked).toHaveLength(2)
    sampled.close()
    await jest.advanceTimersByTimeAsync(5000)
    expect(asked).toHaveLength(2)
  })

  it('is absent before the first answer, and when none has come for 5 s', async () => {
    const { asked, sampled } = slowSource()
    expect(sampled.latest()).toBeNull()
    asked[0]!.resolve(7)
    await settle()
    await jest.advanceTimersByTimeAsync(5000)
    expect(sampled.latest()).toBe(7)
    await jest.advanceTimersByTimeAsync(1)
    expect(sampled.latest()).toBeNull()
    asked[1]!.resolve(8)
    await settle()
    expect(sampled.latest()).toBe(8)
    sampled.close()
  })

  it('numbers the failures of an outage, and keeps quiet once it is closed', async () => {
    const { asked, errors, sampled } = slowSource()
    for (const [second, fails] of [true, true, false, true].entries()) {
      if (fails) asked[second]!.reject(new Error('away'))
      else asked[second]!.resolve(1)
      await jest.advanceTimersByTimeAsync(1000)
    }
    expect(errors).toEqual([1, 2, 1])
    sampled.close()
    asked[4]!.reject(new Error('the pool is closed'))
    await settle()
    expect(errors).toHaveLength(3)
  })
})

describe('gauges of state', () => {
  it('have no sample while the state is unknown, and forget keys that are gone', async () => {
    const registry = new Registry()
    let depth: number | null = null
    let lanes: Record<string, number> | null = null
    stateGauge(registry, 'depth', 'help', () => depth)
    stateGauges(registry, 'lane_depth', 'help', 'lane', () => lanes)
    const samples = async () => (await registry.metrics()).split('\n').filter((line) => line && !line.startsWith('#'))
    expect(await samples()).toEqual([])
    ;[depth, lanes] = [3, { fast: 1, slow: 2 }]
    expect(await samples()).toEqual(['depth 3', 'lane_depth{lane="fast"} 1', 'lane_depth{lane="slow"} 2'])
    ;[depth, lanes] = [0, { slow: 2 }]
    expect(await samples()).toEqual(['depth 0', 'lane_depth{lane="slow"} 2'])
    ;[depth, lanes] = [null, null]
    expect(await samples()).toEqual([])
  })
})
