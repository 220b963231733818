import { once } from 'node:events'
import { expect, it } from '@jest/globals'
import { ENVELOPE } from './testing/issues-everything-once.ts'
import { launch } from './testing/processes.ts'

it('says what is wrong with its environment, exit 2', async () => {
  const env = { DATABASE_URL: 'postgres://x/y', DUKCAPIL_URL: 'http://127.0.0.1:1', ENVELOPE: JSON.stringify(ENVELOPE) }
  expect(await failure({ ...env, STRATEGY: 'no-such' })).toMatch(/none named no-such; there are .*fifo/)
  expect(await failure({ ...env, STRATEGY: 'inline' })).toContain('inline issues inside the request')
  expect(await failure({ ...env, STRATEGY: 'fifo', QUEUE_PREFIX: 'a:b' })).toContain('QUEUE_PREFIX')
  const small = { ...ENVELOPE, connections: 6 }
  expect(await failure({ ...env, STRATEGY: 'fifo', ENVELOPE: JSON.stringify(small) })).toContain('none is left')
})

/** What a worker that must not start says on stderr. */
async function failure(env: Record<string, string>): Promise<string> {
  const child = launch('main.ts', env)
  let text = ''
  child.stderr!.on('data', (data) => (text += String(data)))
  const [code] = (await once(child, 'close')) as [number]
  expect(code).toBe(2)
  return text
}
