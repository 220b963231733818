import { describe, expect, it } from '@jest/globals'
import type { Envelope } from '../strategies/strategy.ts'
import { estimateWaitS } from './estimate-wait.ts'

const envelope: Envelope = {
  heapMb: 256,
  connections: 20,
  openFiles: 1024,
  agency: { slots: 50, serviceMs: 500, dailyQuota: null },
  restart: { firstMs: 100, resetAfterS: 10 },
}

describe('estimateWaitS', () => {
  it.each([
    [0, 1],
    [50, 1],
    [100, 1],
    [101, 2],
    [2500, 25],
  ])('%d ahead at 100 a second: %d s', (ahead, seconds) => {
    expect(estimateWaitS(ahead, envelope)).toBe(seconds)
  })
})
