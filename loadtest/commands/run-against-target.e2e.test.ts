import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { prepareDatabase } from '../../containers/prepare-database.ts'
import { createTestDatabase, type TestDatabase } from '../../licensing/testing/test-database.ts'
import { start, stop, type Started } from '../../worker/testing/processes.ts'
import { readTrialRecords } from '../records/trial-records.ts'
import moment from '../scenarios/moment.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { runAgainstTarget } from './run-against-target.ts'

/** 60 people in 3 s, of whom a few need an officer; capacity for all of them. */
const scenario: Scenario = { ...moment, envelope: { ...moment.envelope, agency: { slots: 8, serviceMs: 200, dailyQuota: null } } }

/** A portal and two workers that somebody has started as containers would be, on one database. */
describe('run --target --database', () => {
  let database: TestDatabase
  let directory: string
  const started: Started[] = []
  let at: { target: string; gateway: string }

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'antrean-target-'))
    database = await createTestDatabase({ migrated: false })
    await prepareDatabase(database.url, 0)
    const { agency } = scenario.envelope
    const agencies = await start('../agencies/main.ts', {
      DUKCAPIL_PORT: '0',
      GATEWAY_PORT: '0',
      AGENCY: JSON.stringify(agency),
      SEED: '1',
    })
    started.push(agencies)
    const gateway = `http://127.0.0.1:${agencies.ports.gatewayPort}`
    const common = {
      DATABASE_URL: database.url,
      DUKCAPIL_URL: `http://127.0.0.1:${agencies.ports.dukcapilPort}`,
      GATEWAY_URL: gateway,
      REDIS_URL: process.env.TEST_REDIS_URL ?? '',
      QUEUE_PREFIX: `target-${process.pid}`,
      STRATEGY: 'fifo',
      ENVELOPE: JSON.stringify(scenario.envelope),
      PORT: '0',
    }
    const scripts = ['../portal/server.ts', '../worker/main.ts', '../worker/main.ts']
    started.push(...(await Promise.all(scripts.map((script) => start(script, common)))))
    at = { target: `http://127.0.0.1:${started[1]!.ports.port}`, gateway }
  }, 30_000)
  afterAll(async () => {
    await Promise.all(started.map(({ child }) => stop(child)))
    await database?.drop()
    rmSync(directory, { recursive: true, force: true })
  })

  it('brings the people, the officers and the audit, and writes no password down', async () => {
    const silent = jest.spyOn(console, 'log').mockImplementation(() => undefined)
    const out = join(directory, 'first')
    const run = (options: object) =>
      runAgainstTarget(
        { ...at, database: database.url, live: null, out, ...options },
        ['moment', '--target', at.target, '--database', database.url],
        scenario,
        5,
        new AbortController().signal,
      )
    expect(await run({})).toBe(0)
    const records = await readTrialRecords(join(out, 'trials', 'target-moment-s5-b1'))
    const { ledger, scheduled } = records.facts
    expect(scheduled).toBeGreaterThan(30)
    expect(ledger).toMatchObject({
      acknowledged: scheduled,
      pending: 0,
      stuck: 0,
      lost: 0,
      duplicated: 0,
      orphaned: 0,
      wrongNib: 0,
    })
    expect(ledger!.issued).toBe(scheduled)
    expect(records.citizens.every(({ nib }) => nib !== null)).toBe(true)
    expect(records.applications!.length).toBe(scheduled)
    // By PostgreSQL's clock, since the first stage began.
    expect(Math.min(...records.applications!.map(({ acceptedMs }) => acceptedMs))).toBeGreaterThan(0)
    expect(records.probes!.filter(({ target, ok }) => target === 'permit' && ok === 1).length).toBeGreaterThan(2)
    const { rows } = await database.pool.query(`SELECT count(*)::int AS decided FROM verification_tasks WHERE state = 'decided'`)
    expect(rows[0].decided).toBeGreaterThan(0)
    expect(readFileSync(join(out, 'manifest.json'), 'utf8')).not.toContain(new URL(database.url).password)

    // The same people again would ask for what they have.
    await expect(run({ out: join(directory, 'second') })).rejects.toThrow(/holds \d+ people already; with --fresh/)

    // What cannot begin deletes nothing.
    const countPeople = async () =>
      (await database.pool.query('SELECT count(*)::int AS people FROM accounts')).rows[0].people as number
    const before = await countPeople()
    const taken = createServer()
    await once(taken.listen(0, '127.0.0.1'), 'listening')
    const { port } = taken.address() as AddressInfo
    await expect(run({ out: join(directory, 'third'), fresh: true, live: { port } })).rejects.toThrow(/cannot be had/)
    taken.close()
    expect(await countPeople()).toBe(before)
    silent.mockRestore()
  }, 60_000)
})
