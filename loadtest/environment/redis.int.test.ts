import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Redis } from 'ioredis'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { processStart } from './process-stats.ts'
import { startRedis, type RedisServer } from './redis.ts'
import { openRunDirectory, type RunDirectory } from './run-directory.ts'

let run: RunDirectory
beforeAll(() => void (run = openRunDirectory()))
afterAll(() => run.remove())

/** The environment of a user who has named no server. */
const { REDIS_URL: _, ...env } = process.env

// Where set-up found no Redis there is none to test; what happens then is tested below.
const withRedis = process.env.TEST_REDIS_URL ? describe : describe.skip
withRedis('a server of our own', () => {
  let server: RedisServer
  let client: Redis
  beforeAll(async () => {
    server = (await startRedis({ run, env })) as RedisServer
    client = new Redis(server.url)
  })
  afterAll(async () => {
    client.disconnect()
    await server.stop()
    expect(processStart(server.pid as number)).toBeNull()
  })

  it('keeps everything in memory and evicts nothing', async () => {
    expect(server.version).toMatch(/^\d+\.\d+/)
    expect(await client.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction'])
    expect(await client.config('GET', 'save')).toEqual(['save', ''])
    expect(await client.config('GET', 'appendonly')).toEqual(['appendonly', 'no'])
  })

  it('is emptied as a whole', async () => {
    await client.mset('antrean:a', 1, 'other', 2)
    await server.empty('antrean')
    expect(await client.dbsize()).toBe(0)
  })

  it("loses only our keys when it is somebody else's", async () => {
    const theirs = (await startRedis({ run, env: { REDIS_URL: server.url } })) as RedisServer
    expect(theirs.pid).toBeNull()
    await client.mset(
      ...Array.from({ length: 2500 }, (_each, index) => [`an[t]*:${index}`, '1']).flat(),
      'antrean',
      '1',
      'ant:1',
      '1',
    )
    expect((await theirs.keys('ant')).sort()).toEqual(['ant:1', 'antrean'])
    await theirs.empty('an[t]*:')
    expect((await client.keys('*')).sort()).toEqual(['ant:1', 'antrean'])
    await theirs.stop()
    expect(await client.ping()).toBe('PONG')
  })
})

describe('no server of our own', () => {
  it('is null where there is no program', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'antrean-test-'))
    expect(await startRedis({ run, env: { PATH: empty, XDG_CACHE_HOME: empty } })).toBeNull()
    rmSync(empty, { recursive: true })
  })

  it('is an error where the named server does not answer', async () => {
    const start = startRedis({ run, env: { REDIS_URL: 'redis://me:secret@127.0.0.1:1' } })
    await expect(start).rejects.toThrow(/Redis at redis:\/\/127\.0\.0\.1:1 cannot be reached: .*ECONNREFUSED/)
  })
})
