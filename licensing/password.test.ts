import { describe, expect, it } from '@jest/globals'
import { hashPassword, verifyPassword } from './password.ts'

describe('password', () => {
  it('is verified by its own hash only', async () => {
    const hash = await hashPassword('Rahasia-123')
    expect(await verifyPassword('Rahasia-123', hash)).toBe(true)
    expect(await verifyPassword('rahasia-123', hash)).toBe(false)
  })

  it('never has the same hash twice, and names its costs', async () => {
    const [a, b] = await Promise.all([hashPassword('Rahasia-123'), hashPassword('Rahasia-123')])
    expect(a).not.toBe(b)
    expect(a).toMatch(/^\$argon2id\$v=19\$m=12288,t=3,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  })

  it("verifies another implementation's hash with the costs written in it", async () => {
    // From the reference implementation: echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1 -l 32 -e
    const reference = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
    expect(await verifyPassword('password', reference)).toBe(true)
    expect(await verifyPassword('passwort', reference)).toBe(false)
  })

  it('refuses what is no hash', async () => {
    await expect(verifyPassword('x', 'x')).rejects.toThrow('Not an argon2id hash')
  })
})
