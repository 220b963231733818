import { describe, expect, it } from '@jest/globals'
import { OpenRequests } from './open-requests.ts'

describe('open requests', () => {
  it('know how old they are together, whoever leaves first', () => {
    const open = new OpenRequests()
    open.enter(10)
    open.enter(12)
    expect(open.agesS(15)).toBe(8)
    open.leave(10)
    expect(open.agesS(15)).toBe(3)
    open.leave(12)
    expect(open.agesS(100)).toBe(0)
  })
})
