import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { watchClock } from './clock-watch.ts'

let wallMs = 0
let steadyMs = 0
const watch = () => watchClock({ wallMs: () => wallMs, steadyMs: () => steadyMs })
function pass(ms: number, { set = 0, slewed = 1 } = {}) {
  wallMs += ms * slewed + set
  steadyMs += ms
  jest.advanceTimersByTime(ms)
}

beforeEach(() => {
  jest.useFakeTimers()
  wallMs = 1_700_000_000_000
  steadyMs = 77
})
afterEach(() => void jest.useRealTimers())

describe('watch over the clock', () => {
  it('sees no jump in a clock that goes on, nor in one that is slewed for an hour', () => {
    const clock = watch()
    for (let second = 0; second < 3600; second++) pass(1000, { slewed: 1.0005 })
    expect(clock.stop()).toBeLessThan(1)
  })

  it.each([250, -250, 3_600_000])('sees a jump of %d ms, also when it is undone later', (set) => {
    const clock = watch()
    pass(5000)
    pass(1000, { set })
    pass(1000, { set: -set })
    pass(5000)
    expect(clock.stop()).toBe(Math.abs(set))
  })

  it('sees the jump of the last moment', () => {
    const clock = watch()
    pass(10, { set: 300 })
    expect(clock.stop()).toBe(300)
  })
})
