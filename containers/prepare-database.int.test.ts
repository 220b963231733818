import { describe, expect, it } from '@jest/globals'
import { createTestDatabase } from '../licensing/testing/test-database.ts'
import { prepareDatabase } from './prepare-database.ts'

describe('prepareDatabase', () => {
  it('brings an empty database to what the portal needs, and adds nothing the second time', async () => {
    const { url, pool, drop } = await createTestDatabase({ migrated: false })
    try {
      const first = await prepareDatabase(url, 0)
      expect(first.applied).toContain('0001-accounts.sql')
      expect(first.seededNib).toMatch(/^\d{13}$/)
      const count = () =>
        pool.query('SELECT (SELECT count(*) FROM contents)::int AS contents, (SELECT count(*) FROM permits)::int AS permits')
      const { rows: before } = await count()
      expect(before[0].contents).toBeGreaterThan(100)
      expect(before[0].permits).toBe(1)
      expect(await prepareDatabase(url, 0)).toEqual({ applied: [], seededNib: first.seededNib })
      expect((await count()).rows).toEqual(before)
    } finally {
      await drop()
    }
  })

  it('waits for a server that is not there yet, but not for ever', async () => {
    const began = Date.now()
    await expect(prepareDatabase('postgres://antrean@127.0.0.1:9/antrean', 600)).rejects.toThrow(/ECONNREFUSED/)
    expect(Date.now() - began).toBeGreaterThan(600)
  })

  it('does not wait for one that refuses', async () => {
    const url = new URL(process.env.TEST_DATABASE_URL!)
    url.password = 'wrong'
    await expect(prepareDatabase(url.href, 60_000)).rejects.toThrow(/password|does not exist/)
  })
})
