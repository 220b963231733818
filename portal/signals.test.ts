import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { sampleSignals } from './signals.ts'

type Queue = { backlog: number; oldestWaitS: number }

describe('sampleSignals', () => {
  beforeEach(() => void jest.useFakeTimers())
  afterEach(() => void jest.useRealTimers())

  /** A database that answers when told to. */
  function slowQueue() {
    const asked: PromiseWithResolvers<Queue>[] = []
    const read = () => {
      const answer = Promise.withResolvers<Queue>()
      asked.push(answer)
      return answer.promise
    }
    return { asked, read }
  }
  const settle = () => jest.advanceTimersByTimeAsync(0)

  it('has one query at most on its way, and asks again every 250 ms', async () => {
    const { asked, read } = slowQueue()
    const signals = sampleSignals(
      read,
      () => 7,
      () => undefined,
    )
    await jest.advanceTimersByTimeAsync(1000)
    expect(asked).toHaveLength(1)
    asked[0]!.resolve({ backlog: 3, oldestWaitS: 1.5 })
    await settle()
    expect(signals.read()).toEqual({ backlog: 3, oldestWaitS: 1.5, poolWaiting: 7 })
    await jest.advanceTimersByTimeAsync(250)
    expect(asked).toHaveLength(2)
    signals.close()
  })

  it('counts what the sample cannot know: inside, and accepted since it was asked for', async () => {
    const { asked, read } = slowQueue()
    const signals = sampleSignals(
      read,
      () => 0,
      () => undefined,
    )
    asked[0]!.resolve({ backlog: 10, oldestWaitS: 0 })
    await settle()

    const [first, second, third] = [signals.admitted(), signals.admitted(), signals.admitted()]
    expect(signals.read().backlog).toBe(13)
    first(true)
    second(false)
    expect(signals.read().backlog).toBe(12)

    await jest.advanceTimersByTimeAsync(250)
    third(true)
    // The new sample has seen the first; the third was accepted after it was asked for and stays counted.
    asked[1]!.resolve({ backlog: 11, oldestWaitS: 0 })
    await settle()
    expect(signals.read().backlog).toBe(12)

    await jest.advanceTimersByTimeAsync(250)
    asked[2]!.resolve({ backlog: 12, oldestWaitS: 0 })
    await settle()
    expect(signals.read().backlog).toBe(12)
    signals.close()
  })

  it('keeps the last figure and what came since when the database does not answer', async () => {
    const { asked, read } = slowQueue()
    const errors: unknown[] = []
    const signals = sampleSignals(
      read,
      () => 0,
      (error) => errors.push(error),
    )
    asked[0]!.resolve({ backlog: 4, oldestWaitS: 0 })
    await settle()
    signals.admitted()(true)
    await jest.advanceTimersByTimeAsync(250)
    asked[1]!.reject(new Error('gone'))
    await settle()
    expect(errors).toHaveLength(1)
    expect(signals.read().backlog).toBe(5)
    signals.close()
  })
})
