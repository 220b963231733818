import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { connectionName } from '../environment/supervisor.ts'
import type { ProcessExit } from '../records/trial-facts.ts'
import { openLaboratory, type Laboratory } from './laboratory.ts'
import { startSampler } from './sampler.ts'
import { makeTemplate } from './seeding.ts'

const DEAD = 111
const ALIVE = 222

describe('connections seen by the sampler', () => {
  let lab: Laboratory
  let databaseUrl: string
  const clients: pg.Client[] = []
  beforeAll(async () => {
    lab = await openLaboratory({ connections: 8, openFiles: 256 })
    const template = await makeTemplate(lab.postgres, { seed: 1, citizens: [0], officers: 0 })
    databaseUrl = await lab.postgres.createDatabase(lab.postgres.databaseName('sampled'), template.database)
    // A killed portal left two behind that sit in a query; the next one has three; of one nobody knows whose it is.
    for (const name of [DEAD, DEAD, ALIVE, ALIVE, ALIVE].map(connectionName).concat('psql')) {
      const client = new pg.Client({ connectionString: databaseUrl, application_name: name })
      await client.connect()
      clients.push(client)
    }
  })
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.end()))
    await lab.close()
  })

  async function seen(exits: { pid: number }[]): Promise<number | null> {
    const cpu = { portal: 0, worker: 0, postgres: null, redis: null }
    const system = {
      databaseUrl,
      portalMetricsUrl: 'http://127.0.0.1:1',
      worker: null,
      cpuSeconds: () => cpu,
      portalRssMb: () => null,
      portal: { pid: ALIVE } as Parameters<typeof startSampler>[0]['portal'],
      exits: () => exits as ProcessExit[],
    }
    const sampler = await startSampler(system, Date.now() - 200)
    for (const end = Date.now() + 3000; sampler.connectionsMax() === null && Date.now() < end;) await sleep(20)
    await sampler.stop()
    return sampler.connectionsMax()
  }

  it('are those of the living, and whatever else there is', async () => {
    expect(await seen([])).toBe(6)
    expect(await seen([{ pid: DEAD }])).toBe(4)
  })
})
