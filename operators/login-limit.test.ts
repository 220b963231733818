import { describe, expect, it } from '@jest/globals'
import { LoginLimit } from './login-limit.ts'

function limitWithClock() {
  const clock = { ms: 0 }
  return { clock, limit: new LoginLimit(() => clock.ms) }
}

/** Fails as soon as it may, `times` times. @returns the waits before each try, s */
function insist({ clock, limit }: ReturnType<typeof limitWithClock>, address: string, times: number): number[] {
  return Array.from({ length: times }, () => {
    const waitS = limit.waitS(address)
    clock.ms += waitS * 1000
    limit.failed(address)
    return waitS
  })
}

describe('LoginLimit', () => {
  it('lets an address fail five times, then makes it wait twice as long each time, at most a quarter of an hour', () => {
    const waits = insist(limitWithClock(), '10.0.0.1', 17)
    expect(waits).toEqual([0, 0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900])
  })

  it('does not make others wait for it, and forgets it after a success or an hour', () => {
    const one = limitWithClock()
    insist(one, '10.0.0.1', 8)
    expect(one.limit.waitS('10.0.0.1')).toBe(16)
    expect(one.limit.waitS('10.0.0.2')).toBe(0)
    one.limit.succeeded('10.0.0.1')
    expect(insist(one, '10.0.0.1', 6).at(-1)).toBe(2)
    one.clock.ms += 3_600_000
    expect(insist(one, '10.0.0.1', 5)).toEqual([0, 0, 0, 0, 0])
  })

  it('lets all addresses together fail 60 times a minute', () => {
    const { clock, limit } = limitWithClock()
    for (let address = 0; address < 60; address++) {
      expect(limit.waitS(`10.0.0.${address}`)).toBe(0)
      limit.failed(`10.0.0.${address}`)
      clock.ms += 500
    }
    expect(limit.waitS('10.0.1.1')).toBe(30)
    clock.ms += 30_000
    expect(limit.waitS('10.0.1.1')).toBe(0)
  })

  it('remembers a thousand addresses', () => {
    const one = limitWithClock()
    insist(one, 'first', 14)
    for (let other = 0; other < 999; other++) one.limit.failed(`other ${other}`)
    one.clock.ms += 60_000
    expect(one.limit.waitS('first')).toBe(840)
    one.limit.failed('the thousandth')
    one.clock.ms += 60_000
    expect(one.limit.waitS('first')).toBe(0)
  })
})
