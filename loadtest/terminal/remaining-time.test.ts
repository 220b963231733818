import { describe, expect, it } from '@jest/globals'
import { RemainingTime } from './remaining-time.ts'

describe('RemainingTime', () => {
  it('says nothing before the first step is over', () => {
    expect(new RemainingTime(16).text).toBeNull()
  })

  it('takes the mean of what is over for what is left', () => {
    const time = new RemainingTime(16)
    time.stepTook(60_000)
    time.stepTook(120_000)
    expect(time.text).toBe('about 21 min left')
  })

  it('speaks of hours from an hour and a half, and of seconds not at all', () => {
    const long = new RemainingTime(161)
    long.stepTook(72_000)
    expect(long.text).toBe('about 3.2 h left')
    const short = new RemainingTime(3)
    short.stepTook(20_000)
    expect(short.text).toBe('less than a minute left')
  })

  it('says nothing when nothing is left', () => {
    const time = new RemainingTime(1)
    time.stepTook(1000)
    expect(time.text).toBeNull()
  })
})
