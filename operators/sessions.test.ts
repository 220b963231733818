import { describe, expect, it } from '@jest/globals'
import { Sessions } from './sessions.ts'

const HOUR_MS = 3_600_000
const KEY = 'k'.repeat(32)

describe('Sessions', () => {
  it('are open for eight hours', () => {
    let nowMs = Date.UTC(2026, 0, 1)
    const sessions = new Sessions(undefined, () => nowMs)
    const token = sessions.open()
    expect(sessions.isOpen(token)).toBe(true)
    nowMs += 8 * HOUR_MS - 1
    expect(sessions.isOpen(token)).toBe(true)
    nowMs += 1
    expect(sessions.isOpen(token)).toBe(false)
  })

  it('end with a logout, one by one', () => {
    const sessions = new Sessions(undefined)
    const [one, other] = [sessions.open(), sessions.open()]
    sessions.close(one)
    expect([sessions.isOpen(one), sessions.isOpen(other)]).toEqual([false, true])
  })

  it('outlive the process only with the same key', () => {
    const token = new Sessions(KEY).open()
    expect(new Sessions(KEY).isOpen(token)).toBe(true)
    expect(new Sessions(`${KEY}2`).isOpen(token)).toBe(false)
    expect(new Sessions(undefined).isOpen(new Sessions(undefined).open())).toBe(false)
  })

  it('are not made by others', () => {
    const sessions = new Sessions(KEY)
    const [expiresAtMs, nonce, signature] = sessions.open().split('.')
    const forged = [
      undefined,
      '',
      '..',
      `${expiresAtMs}.${nonce}`,
      `${Number(expiresAtMs) + 1}.${nonce}.${signature}`,
      `${expiresAtMs}.${'A'.repeat(22)}.${signature}`,
      `${expiresAtMs}.${nonce}.${'A'.repeat(43)}`,
      `${expiresAtMs}.${nonce}.${signature} `,
    ]
    expect(forged.filter((token) => sessions.isOpen(token))).toEqual([])
  })

  it('forget the oldest of more than 1,000 logouts', () => {
    const sessions = new Sessions(KEY)
    const tokens = Array.from({ length: 1001 }, () => sessions.open())
    for (const token of tokens) sessions.close(token)
    expect(tokens.map((token) => sessions.isOpen(token))).toEqual(tokens.map((_token, index) => index === 0))
  })
})
