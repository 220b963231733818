import { describe, expect, it } from '@jest/globals'
import { createLog } from './log.ts'

describe('createLog', () => {
  it('names the process and hides secrets on three levels', () => {
    let written = ''
    const log = createLog('portal', { write: (line) => void (written += line) })
    log.info(
      {
        nik: '3271010101909001',
        applicant: { nik: '3271010101909002', name: 'Sari' },
        request: { headers: { authorization: 'Bearer abc' }, body: { password: 'Rahasia1!', otp: '123456', token: 'abc' } },
      },
      'hello',
    )
    const line: unknown = JSON.parse(written)
    expect(line).toMatchObject({
      process: 'portal',
      msg: 'hello',
      nik: '[redacted]',
      applicant: { name: 'Sari', nik: '[redacted]' },
    })
    expect(written).not.toMatch(/32710101|Bearer|Rahasia|123456|abc/)
  })
})
