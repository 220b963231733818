import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { repeat } from './repeat.ts'

describe('repeat', () => {
  it('pauses for as long as the run says', async () => {
    const startsMs: number[] = []
    const repetition = repeat(async () => startsMs.push(performance.now()) && 50, fail)
    await delay(280)
    await repetition.close()
    expect(startsMs.length).toBeGreaterThan(2)
    for (const [index, ms] of startsMs.entries()) if (index > 0) expect(ms - startsMs[index - 1]!).toBeGreaterThan(48)
  })

  it('pauses longer from failure to failure, and starts again from the shortest after a success', async () => {
    const startsMs: number[] = []
    const reported: number[] = []
    const script = [true, true, true, false, true, false]
    const finished = Promise.withResolvers<void>()
    const repetition = repeat(
      async () => {
        startsMs.push(performance.now())
        const fails = script.shift()
        if (fails === undefined) finished.resolve()
        if (fails) throw new Error('away')
        return 1
      },
      (_error, inARow) => reported.push(inARow),
    )
    await finished.promise
    await repetition.close()
    expect(reported).toEqual([1, 2, 3, 1])
    const pausesMs = startsMs.slice(1, 6).map((ms, index) => ms - startsMs[index]!)
    for (const [index, atLeastMs] of [100, 200, 400, 1, 100].entries()) expect(pausesMs[index]).toBeGreaterThan(atLeastMs - 2)
    expect(pausesMs[4]).toBeLessThan(390)
  })

  it('closes in the middle of a long pause at once, and after the run in progress', async () => {
    let ended = false
    const long = repeat(async () => 60_000, fail)
    const inRun = repeat(async () => {
      await delay(100)
      ended = true
      return 60_000
    }, fail)
    const startMs = performance.now()
    await Promise.all([long.close(), inRun.close()])
    expect(ended).toBe(true)
    expect(performance.now() - startMs).toBeLessThan(1000)
  })
})

function fail(error: unknown): never {
  throw error
}
