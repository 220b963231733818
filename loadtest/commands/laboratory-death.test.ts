import { setImmediate as soon } from 'node:timers/promises'
import { expect, it } from '@jest/globals'
import type { ProcessEnd } from '../environment/owned-process.ts'
import type { Laboratory } from '../trials/laboratory.ts'
import { laboratoryDeath, whyBroken } from './laboratory-death.ts'

/** Two servers that end when they are told to, and what the laboratory says of it. */
function servers() {
  const [postgres, redis] = [Promise.withResolvers<ProcessEnd>(), Promise.withResolvers<ProcessEnd>()]
  const deaths: string[] = []
  const lab = { postgres: { ended: postgres.promise }, redis: { ended: redis.promise }, deaths: () => deaths }
  const end = (which: PromiseWithResolvers<ProcessEnd>, words: string | null) => {
    if (words !== null) deaths.push(words)
    which.resolve({ code: null, signal: 'SIGKILL' })
  }
  return { lab: lab as unknown as Laboratory, postgres, redis, end }
}

it('tells of the death of either server, not of an end that was ordered', async () => {
  const killed = servers()
  const dead = laboratoryDeath(killed.lab)
  killed.end(killed.redis, 'Redis ended (SIGKILL)')
  await soon()
  expect(dead.reason).toMatchObject({ name: 'EnvironmentError', message: 'Redis ended (SIGKILL)' })

  const closed = servers()
  const quiet = laboratoryDeath(closed.lab)
  closed.end(closed.postgres, null)
  await soon()
  expect(quiet.aborted).toBe(false)
})

it('names the server that died, even when what it did was noticed first', async () => {
  const { lab, postgres, end } = servers()
  setTimeout(() => end(postgres, 'PostgreSQL ended (SIGKILL)'), 20)
  expect(await whyBroken(lab, new Error('Connection terminated unexpectedly'))).toBe('PostgreSQL ended (SIGKILL)')
  expect(await whyBroken(servers().lab, new Error('the disk is full'))).toBe('the disk is full')
})
