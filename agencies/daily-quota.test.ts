import { describe, expect, it } from '@jest/globals'
import { DailyQuota, secondsToNextDay } from './daily-quota.ts'

const at = (iso: string) => Date.parse(iso)

describe('DailyQuota', () => {
  it('is used up after its limit and fresh at midnight in Jakarta, 17:00 UTC', () => {
    const quota = new DailyQuota()
    const evening = at('2025-01-15T16:59:59Z')
    expect([quota.take(evening, 2), quota.take(evening, 2), quota.take(evening, 2)]).toEqual([true, true, false])
    expect(quota.used(evening)).toBe(2)
    expect(secondsToNextDay(evening)).toBe(1)
    const midnight = at('2025-01-15T17:00:00Z')
    expect(quota.used(midnight)).toBe(0)
    expect(quota.take(midnight, 2)).toBe(true)
    expect(secondsToNextDay(midnight)).toBe(86_400)
  })

  it('takes back only what was taken on the same day', () => {
    const quota = new DailyQuota()
    const today = at('2025-01-15T03:00:00Z')
    quota.take(today, 1)
    quota.giveBack(today)
    expect(quota.take(today, 1)).toBe(true)
    const tomorrow = at('2025-01-16T03:00:00Z')
    quota.take(tomorrow, 1)
    quota.giveBack(today)
    expect(quota.used(tomorrow)).toBe(1)
  })

  it('has no limit when it is null', () => {
    const quota = new DailyQuota()
    expect(Array.from({ length: 1000 }, () => quota.take(0, null))).not.toContain(false)
  })
})
