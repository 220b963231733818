import type { ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { seedApplicants, seedOfficers } from '../licensing/seed.ts'
import { hashToken, newToken } from '../licensing/session-token.ts'
import { createTestDatabase, type TestDatabase } from '../licensing/testing/test-database.ts'
import { metricSum, metricValue } from '../loadtest/environment/metric-value.ts'
import { until } from '../queues/testing/until.ts'
import { start, stop, type Started } from '../worker/testing/processes.ts'
import * as names from './metric-names.ts'

const AGENCY = { slots: 4, serviceMs: 20, dailyQuota: 5000 }
const ENVELOPE = {
  heapMb: 256,
  connections: 20,
  openFiles: 1024,
  // Slow as promised, fast in fact: a worker gives a check up after ten times the promised time, and here some are held back for seconds.
  agency: { ...AGENCY, serviceMs: 3000 },
  restart: { firstMs: 100, resetAfterS: 10 },
}
const [LOW, HIGH] = ['47112', '86105']
const PEOPLE = 12

// Two portals, two workers and the agencies, as containers would run them. What PostgreSQL and the agencies say is the truth that
// sums (of what each process did itself) and maxima (of what all of them share) are held against.
describe('metrics of several processes', () => {
  const children: ChildProcess[] = []
  const tokens = Array.from({ length: PEOPLE }, newToken)
  const officers = [newToken(), newToken()] as const
  let database: TestDatabase
  let agencies: Started
  let portals: Started[]
  let workers: Started[]
  let sent = 0

  const run = async (script: string, env: Record<string, string>) => {
    const started = await start(script, env)
    children.push(started.child)
    return started
  }
  const dukcapil = () => `http://127.0.0.1:${agencies.ports.dukcapilPort}`

  beforeAll(async () => {
    database = await createTestDatabase()
    const people = tokens.map((token, index) => ({
      contact: `warga-${index}@example.test`,
      fullName: `Warga ${index}`,
      nik: `3271011401909${String(index).padStart(3, '0')}`,
      region: '3271',
      tokenHash: hashToken(token),
    }))
    await seedApplicants(database.pool, people)
    await seedOfficers(database.pool, 2, officers)
    const ports = { DUKCAPIL_PORT: '0', GATEWAY_PORT: '0' }
    agencies = await run('../agencies/main.ts', { ...ports, AGENCY: JSON.stringify(AGENCY), SEED: '1' })
    const env = {
      DATABASE_URL: database.url,
      REDIS_URL: process.env.TEST_REDIS_URL ?? '',
      DUKCAPIL_URL: dukcapil(),
      GATEWAY_URL: `http://127.0.0.1:${agencies.ports.gatewayPort}`,
      QUEUE_PREFIX: `t${randomUUID().slice(0, 8)}`,
      STRATEGY: 'fast-lane',
      ENVELOPE: JSON.stringify(ENVELOPE),
      PORT: '0',
    }
    ;[portals, workers] = await Promise.all([
      Promise.all([1, 2].map(() => run('../portal/server.ts', env))),
      Promise.all([1, 2].map(() => run('main.ts', env))),
    ])
  }, 40_000)
  afterAll(async () => {
    await Promise.all(children.map(stop))
    await database.drop()
  })

  const post = (portal: Started, path: string, token: string, body?: object, key: string = randomUUID()) =>
    fetch(`http://127.0.0.1:${portal.ports.port}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'idempotency-key': key, 'content-type': 'application/json' },
      body: body ? JSON.stringify(body) : null,
    })

  /** The people `from`..`to` apply, in turn at the one portal and the other. */
  async function apply(kbli: string, from: number, to: number): Promise<void> {
    const business = { name: 'Warung', scale: 'micro', actor: 'individual' }
    for (const [index, token] of [...tokens.entries()].slice(from, to)) {
      const answer = await post(portals[index % 2]!, '/api/applications', token, {
        business,
        kbli,
        region: '3271',
        capitalRp: 1,
        workers: 1,
      })
      expect(answer.status).toBe(202)
      sent += 1
    }
  }

  const scrape = (processes: readonly Started[]) =>
    Promise.all(processes.map(async ({ ports }) => (await fetch(`http://127.0.0.1:${ports.metricsPort}/metrics`)).text()))
  const total = (pages: readonly string[], name: string) => pages.reduce((sum, page) => sum + metricSum(page, name), 0)
  const labelled = (pages: readonly string[], name: string, labels: string) =>
    pages.reduce((sum, page) => sum + (metricValue(page, name, labels) ?? 0), 0)
  const count = async (sql: string) =>
    Number((await database.pool.query<{ n: string }>(`SELECT (SELECT ${sql}) AS n`)).rows[0]!.n)

  /** What each of these processes shows for one figure of shared state. */
  const shown = async (processes: readonly Started[], name: string, labels?: string) =>
    (await scrape(processes)).map((page) => metricValue(page, name, labels))
  /** Every one of them shows the same, and it is the truth: so the maximum is right and a sum would be wrong. */
  async function expectShared(processes: readonly Started[], truth: number, name: string, labels?: string): Promise<void> {
    const expected = processes.map(() => truth)
    let values = await shown(processes, name, labels)
    for (let n = 0; n < 50 && String(values) !== String(expected); n += 1) {
      await delay(100)
      values = await shown(processes, name, labels)
    }
    expect([name, labels, values]).toEqual([name, labels, expected])
  }

  it('what each process did adds up', async () => {
    await Promise.all([apply(LOW, 0, PEOPLE), apply(HIGH, 0, PEOPLE)])
    // What is counted is counted after the commit, and a request after its answer.
    const accepted = 'route="/api/applications",status="202"'
    await until(async () => labelled(await scrape(portals), `${names.HTTP_REQUEST_DURATION_SECONDS}_count`, accepted) >= sent)
    await until(async () => total(await scrape(workers), names.JOB_ATTEMPTS_TOTAL) >= sent)
    const [atPortals, atWorkers, [atAgencies]] = [await scrape(portals), await scrape(workers), await scrape([agencies])]

    expect(await count('count(*) FROM applications')).toBe(sent)
    expect(total(atPortals, names.APPLICATIONS_ACCEPTED_TOTAL)).toBe(sent)
    expect(labelled(atPortals, `${names.HTTP_REQUEST_DURATION_SECONDS}_count`, accepted)).toBe(sent)
    expect(labelled(atPortals, names.GATE_DECISIONS_TOTAL, 'step="apply",decision="admitted"')).toBe(sent)
    expect(total(atPortals, names.APPLICATIONS_ISSUED_TOTAL)).toBe(0)

    expect(total(atWorkers, names.APPLICATIONS_ISSUED_TOTAL)).toBe(await count("count(*) FROM permits WHERE kind = 'nib'"))
    expect(total(atWorkers, names.APPLICATIONS_PARKED_TOTAL)).toBe(await count('count(*) FROM verification_tasks'))
    expect(labelled(atWorkers, names.JOB_ATTEMPTS_TOTAL, 'result="issued"')).toBe(sent)
    for (const lane of ['automatic', 'verified']) {
      expect(labelled(atWorkers, `${names.APPLICATION_WAIT_SECONDS}_count`, `lane="${lane}"`)).toBe(PEOPLE)
      expect(labelled(atWorkers, `${names.APPLICATION_SERVICE_SECONDS}_count`, `lane="${lane}"`)).toBe(PEOPLE)
    }
    expect(total(atWorkers, names.JOBS_STALLED_TOTAL)).toBe(0)

    const asked = labelled(atWorkers, `${names.AGENCY_CALL_DURATION_SECONDS}_count`, 'agency="dukcapil",result="ok"')
    expect(asked).toBe(sent)
    const log = await (await fetch(`${dukcapil()}/identity-checks/log`)).text()
    expect(log.match(/,answered$/gm)).toHaveLength(asked)
    expect(metricValue(atAgencies!, names.AGENCY_CHECKS_TOTAL, 'outcome="answered"')).toBe(asked)
    expect(metricValue(atAgencies!, names.AGENCY_QUOTA_USED)).toBe(asked)
    expect(metricValue(atAgencies!, names.AGENCY_QUOTA_LIMIT)).toBe(AGENCY.dailyQuota)
    expect(metricValue(atAgencies!, names.AGENCY_SLOTS)).toBe(AGENCY.slots)
    for (const page of atPortals) expect(metricValue(page, names.PG_POOL_SIZE)).toBe(ENVELOPE.connections / 2)
  })

  it("the officers' queue is one queue, whichever portal shows it", async () => {
    const { rows: tasks } = await database.pool.query<{ id: string }>('SELECT id FROM verification_tasks ORDER BY opened_at')
    const decide = async (portal: Started, officer: string, task: string, decision?: object) => {
      expect((await post(portal, `/api/verification-tasks/${task}/claim`, officer)).status).toBe(200)
      if (decision) expect((await post(portal, `/api/verification-tasks/${task}/decision`, officer, decision)).status).toBe(200)
    }
    await decide(portals[0]!, officers[0], tasks[0]!.id, { decision: 'verify' })
    await decide(portals[1]!, officers[1], tasks[1]!.id, { decision: 'return', reason: 'Denah belum ada' })
    await decide(portals[1]!, officers[0], tasks[2]!.id)
    await decide(portals[0]!, officers[0], tasks[3]!.id)
    await database.pool.query("UPDATE verification_tasks SET opened_at = now() - interval '60 d' WHERE id = $1", [tasks[4]!.id])

    for (const state of ['open', 'claimed', 'returned']) {
      const truth = await count(`count(*) FROM verification_tasks WHERE state = '${state}'`)
      expect(truth).toBeGreaterThan(0)
      await expectShared(portals, truth, names.VERIFICATION_TASKS, `state="${state}"`)
    }
    await expectShared(portals, 1, names.VERIFICATION_OFFICERS_BUSY)
    await expectShared(portals, 1, names.VERIFICATION_OVERDUE)
    for (const ageS of await shown(portals, names.VERIFICATION_OLDEST_SECONDS)) expect(ageS).toBeGreaterThanOrEqual(60 * 86_400)
    // 60 days have 42 to 44 working days, of 14.
    for (const share of await shown(portals, names.VERIFICATION_SLA_USED_RATIO)) {
      expect(share).toBeGreaterThanOrEqual(42 / 14)
      expect(share).toBeLessThanOrEqual(44 / 14)
    }

    const pages = await scrape(portals)
    for (const decision of ['verify', 'return', 'reject']) {
      const truth = decision === 'reject' ? 0 : 1
      expect(labelled(pages, names.VERIFICATION_DECISIONS_TOTAL, `decision="${decision}"`)).toBe(truth)
    }
    expect(total(pages, `${names.VERIFICATION_DECISION_SECONDS}_count`)).toBe(2)
  })

  it('a queue that stands is shown by all, with its age, and by nobody when it is over', async () => {
    const slots = (value: number) =>
      fetch(`${dukcapil()}/capacity`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ slots: value }),
      })
    await slots(0)
    await apply('56102', 0, PEOPLE)
    await expectShared([...portals, ...workers], PEOPLE, names.BACKLOG)
    await expectShared(workers, 0, names.OUTBOX_UNSENT)
    await expectShared(workers, 0, names.OUTBOX_OLDEST_SECONDS)
    await expectShared(workers, 0, names.QUEUE_OLDEST_WAIT_SECONDS, 'lane="verified"')

    // Those in work are the processes' own, those that wait are shared: together they are the backlog.
    const inWork = total(await scrape(workers), names.JOBS_ACTIVE)
    expect(inWork).toBeGreaterThan(0)
    await expectShared(workers, PEOPLE - inWork, names.QUEUE_DEPTH, 'lane="automatic"')
    const truth = await count('extract(epoch FROM clock_timestamp() - min(accepted_at)) FROM outbox')
    for (const ageS of await shown(workers, names.QUEUE_OLDEST_WAIT_SECONDS, 'lane="automatic"')) {
      expect(Math.abs(ageS! - truth)).toBeLessThan(3)
    }
    expect(await shown([agencies], names.AGENCY_WAITING)).toEqual([inWork])

    await slots(AGENCY.slots)
    await expectShared([...portals, ...workers], 0, names.BACKLOG)
    await expectShared(workers, 0, names.QUEUE_OLDEST_WAIT_SECONDS, 'lane="automatic"')
    expect(total(await scrape(workers), names.JOBS_ACTIVE)).toBe(0)
    expect(total(await scrape(workers), names.APPLICATIONS_ISSUED_TOTAL)).toBe(sent)
  })
})
