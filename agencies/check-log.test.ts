import { describe, expect, it } from '@jest/globals'
import { CheckLog } from './check-log.ts'

const check = { nik: '3271010101909001', arrivedMs: 1000, startMs: 1000.4, endMs: 1500.6, outcome: 'answered' } as const
const text = (log: CheckLog) => [...log.csv()].join('')

describe('CheckLog', () => {
  it('writes CSV in whole milliseconds', () => {
    const log = new CheckLog()
    log.add(check)
    expect(text(log)).toBe('nik,startMs,endMs,outcome\n3271010101909001,1000,1501,answered\n')
    log.clear()
    expect(text(log)).toBe('nik,startMs,endMs,outcome\n')
  })

  it('is whole across pieces', () => {
    const log = new CheckLog()
    for (let index = 0; index < 12_345; index++) log.add({ ...check, startMs: index })
    const rows = text(log).trimEnd().split('\n').slice(1)
    expect(rows.map((row) => Number(row.split(',')[1]))).toEqual(Array.from({ length: 12_345 }, (_, index) => index))
  })

  it('is bounded and says how much it did not keep', () => {
    const log = new CheckLog(2)
    for (let count = 0; count < 5; count++) log.add(check)
    expect(text(log).trimEnd().split('\n')).toHaveLength(3)
    expect(log.dropped).toBe(3)
    log.clear()
    expect(log.dropped).toBe(0)
  })
})
