import { describe, expect, it } from '@jest/globals'
import { parseConfig } from '../service/config.ts'
import { operatorsConfig } from './config.ts'

const envelope = {
  heapMb: 256,
  connections: 12,
  openFiles: 1024,
  agency: { slots: 10, serviceMs: 100, dailyQuota: null },
  restart: { firstMs: 100, resetAfterS: 10 },
}
const given = { STRATEGY: 'fifo', ENVELOPE: JSON.stringify(envelope), OPERATORS_PASSWORD: 'twelve chars' }
const read = (env: Record<string, string>) => parseConfig(operatorsConfig, { ...given, ...env })

describe('operatorsConfig', () => {
  it('has defaults for everything but the password and the strategy', () => {
    expect(read({})).toMatchObject({
      OPERATORS_PORT: 8081,
      HOST: '127.0.0.1',
      OPERATORS_HOSTS: ['localhost', '127.0.0.1', '[::1]'],
      OPERATORS_MODE: 'look',
      QUEUE_PREFIX: 'antrean',
    })
  })

  it('adds host names to those of this machine', () => {
    const { OPERATORS_HOSTS } = read({ OPERATORS_HOSTS: 'Ops.example.test, 10.0.0.1' })
    expect(OPERATORS_HOSTS).toEqual(['localhost', '127.0.0.1', '[::1]', 'ops.example.test', '10.0.0.1'])
  })

  it.each([
    [{ OPERATORS_PASSWORD: '' }, /^OPERATORS_PASSWORD: is not set; set it to a password of 12 to 200 characters/],
    [{ OPERATORS_PASSWORD: 'elevenchars' }, /^OPERATORS_PASSWORD: .*12.*; set it to a password/],
    [{ OPERATORS_SESSION_KEY: 'short' }, /^OPERATORS_SESSION_KEY: .*32.*; set it to at least 32 random characters/],
    [{ OPERATORS_MODE: 'rule' }, /^OPERATORS_MODE: .*; set it to look: read-only. act: /],
    [{ REDIS_URL: 'http://x' }, /^REDIS_URL: .*; set it to a Redis URL/],
  ])('explains what is wrong in %j', (env, message) => {
    expect(() => read(env as Record<string, string>)).toThrow(message)
  })
})
