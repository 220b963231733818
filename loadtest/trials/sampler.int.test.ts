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

describe('seen by the sampler', () => {
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

  async function sample(exits: { pid: number }[]) {
    const cpu = { portal: 0, worker: 0, postgres: null, redis: null }
    const system = {
      databaseUrl,
      portalMetricsUrl: 'http://127.0.0.1:1',
      worker: null,
      lanes: ['main', 'slow'],
      cpuSeconds: () => cpu,
      portalRssMb: () => null,
      portal: { pid: ALIVE } as Parameters<typeof startSampler>[0]['portal'],
      exits: () => exits as ProcessExit[],
    }
    const sampler = await startSampler(system, Date.now() - 200)
    for (const end = Date.now() + 3000; sampler.inside().backlog === null && Date.now() < end;) await sleep(20)
    await sampler.stop()
    return sampler
  }
  const seen = async (exits: { pid: number }[]) => (await sample(exits)).connectionsMax()

  it('connections are those of the living, and whatever else there is', async () => {
    expect(await seen([])).toBe(6)
    expect(await seen([{ pid: DEAD }])).toBe(4)
  })

  it('what waits is told by lane, empty lanes too; what could not be read is null', async () => {
    await clients[0]!.query(`
      WITH accepted AS (
        INSERT INTO applications (account_id, business_id, idempotency_key, body_hash, owner_name, business_name, actor, scale, kbli,
          kbli_edition, region, capital_rp, workers, risk, intake)
        SELECT account_id, business_id, 'waits-' || n, body_hash, owner_name, business_name, actor, scale, 'waits-' || n, kbli_edition,
          region, capital_rp, workers, risk, 'queued' FROM applications, generate_series(1, 3) AS n RETURNING id)
      INSERT INTO outbox (application_id, lane) SELECT id, 'main' FROM accepted`)
    expect((await sample([])).inside()).toEqual({
      backlog: 3,
      backlogByLane: { main: 3, slow: 0 },
      requestsInFlight: null,
      poolWaiting: null,
      heapMb: null,
      loopLagMs: null,
      elu: null,
      portalUp: true,
    })
  })
})
