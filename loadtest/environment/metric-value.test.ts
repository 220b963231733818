import { describe, expect, it } from '@jest/globals'
import { metricSum, metricValue } from './metric-value.ts'

const TEXT = `# HELP a_seconds help
a_seconds_count{route="/",status="200"} 3
a_seconds_count{route="/",status="503"} 4
a_seconds_count_more 100
pool{state="waiting"} 7
pool{state="idle"} NaN
`

describe('a metric of an exposition', () => {
  it('is read by name and labels', () => {
    expect(metricValue(TEXT, 'pool', 'state="waiting"')).toBe(7)
    expect(metricValue(TEXT, 'pool', 'state="idle"')).toBeNull()
    expect(metricValue(TEXT, 'poo')).toBeNull()
  })

  it('is summed over its labels, without others of a longer name', () => {
    expect(metricSum(TEXT, 'a_seconds_count')).toBe(7)
    expect(metricSum(TEXT, 'b_seconds_count')).toBe(0)
  })
})
