import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Queue } from 'bullmq'
import pg from 'pg'
import { startOwnedProcess } from '../environment/owned-process.ts'
import { openLaboratory, type Laboratory } from './laboratory.ts'
import { dataLeftBehind, processesLeftBehind } from './left-behind.ts'
import { makeTemplate, type Template } from './seeding.ts'

describe('what an earlier trial left behind', () => {
  let lab: Laboratory
  let template: Template
  let databaseUrl: string
  beforeAll(async () => {
    lab = await openLaboratory({ connections: 4, openFiles: 256 })
    template = await makeTemplate(lab.postgres, { seed: 1, citizens: [0], officers: 0 })
    databaseUrl = await lab.postgres.createDatabase(lab.postgres.databaseName('left_behind'), template.database)
  })
  afterAll(async () => lab.close())

  const inData = (queueKeys = async (): Promise<string[]> => []) => dataLeftBehind({ databaseUrl, queueKeys }, template)

  it('is nothing in a fresh laboratory', async () => {
    expect(processesLeftBehind(lab)).toEqual([])
    expect(await inData()).toEqual([])
  })

  it('is a process that still lives', async () => {
    const stray = await startOwnedProcess(lab.run, { command: 'sleep', args: ['60'], env: process.env, cwd: '/' })
    expect(processesLeftBehind(lab)).toEqual([`left over from an earlier trial: 1 processes (${stray.pid})`])
    lab.beside.add(stray.pid)
    expect(processesLeftBehind(lab)).toEqual([])
    await stray.stop('SIGKILL', 1000)
    lab.beside.clear()
    expect(processesLeftBehind(lab)).toEqual([])
  })

  it('is an application in the database', async () => {
    const client = new pg.Client(databaseUrl)
    await client.connect()
    try {
      await client.query(`INSERT INTO applications (account_id, business_id, idempotency_key, body_hash, owner_name, business_name, actor,
        scale, kbli, kbli_edition, region, capital_rp, workers, risk, intake)
        SELECT account_id, business_id, 'left', body_hash, owner_name, business_name, actor, scale, '47111', kbli_edition, '3201',
          capital_rp, workers, risk, 'queued' FROM applications LIMIT 1`)
      await client.query(
        `INSERT INTO outbox (application_id, lane) SELECT id, 'all' FROM applications WHERE idempotency_key = 'left'`,
      )
    } finally {
      await client.end()
    }
    expect(await inData()).toEqual([
      `left over from an earlier trial: ${template.applications + 1} applications in the database, expected ${template.applications}`,
      'left over from an earlier trial: 1 applications in the outbox',
    ])
  })

  it('is a job in Redis, not the furniture of an empty queue', async () => {
    const { redis } = lab
    // Where set-up found no Redis the jobs are in the database, and the outbox tells.
    if (redis === null) return
    const prefix = `antrean-${lab.run.name}`
    const { hostname, port } = new URL(redis.url)
    const queue = new Queue('all', { prefix, connection: { host: hostname, port: Number(port) } })
    const found = async () => (await inData(() => redis.keys(prefix))).filter((fault) => fault.includes('Redis'))
    try {
      await queue.add('issue', {}, { jobId: 'app-1' })
      expect(await found()).toEqual([expect.stringMatching(/jobs in Redis \(.*app-1/)])
      await queue.drain()
      expect(await redis.keys(prefix)).not.toEqual([])
      expect(await found()).toEqual([])
    } finally {
      await queue.close()
    }
  })
})
