import { describe, expect, it } from '@jest/globals'
import { labelOf, STATUSES } from './application.ts'
import { RISKS } from './risk.ts'

describe('labelOf', () => {
  it('says what the study says of issued and waiting applications', () => {
    expect(labelOf('issued', 'low')).toBe('terbit otomatis')
    expect(labelOf('issued', 'medium-low')).toBe('terbit otomatis')
    expect(labelOf('awaiting-verification', 'high')).toBe('menunggu verifikasi persyaratan')
    expect(labelOf('returned', 'medium-high')).toBe('menunggu verifikasi persyaratan')
    expect(labelOf('issued', 'medium-high')).toBe('izin terbit / SS terverifikasi')
  })

  it('never calls an application issued that is not', () => {
    for (const status of STATUSES.filter((status) => status !== 'issued')) {
      for (const risk of RISKS) expect(labelOf(status, risk)).not.toMatch(/terbit/)
    }
  })
})
