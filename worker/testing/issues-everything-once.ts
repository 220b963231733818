import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { accept, sampleAccount, sampleInput } from '../../licensing/testing/sample-application.ts'
import type { TestDatabase } from '../../licensing/testing/test-database.ts'
import { createTestDatabase } from '../../licensing/testing/test-database.ts'
import { until } from '../../queues/testing/until.ts'
import type { Envelope } from '../../strategies/strategy.ts'
import type { Started } from './processes.ts'
import { start, stop } from './processes.ts'

/** 10 slots of 100 ms: 300 applications take three seconds, so that the middle can be hit. */
const AGENCY = { slots: 10, serviceMs: 100, dailyQuota: null }
export const ENVELOPE: Envelope = {
  heapMb: 256,
  connections: 20,
  openFiles: 1024,
  agency: AGENCY,
  restart: { firstMs: 100, resetAfterS: 10 },
}

/** Where the queue of this test lives. */
export interface Queue {
  name: 'bullmq' | 'bullmq-postgres'
  /** Empty: there is no Redis. */
  redisUrl: string
  /** Its store forgets every job. */
  forget(database: TestDatabase): Promise<unknown>
}

/** From outbox to permit, on real processes: a worker, the agencies, PostgreSQL and, for `bullmq`, Redis. */
export function issuesEverythingOnce(queue: Queue): void {
  let agencies: Started
  beforeAll(async () => {
    agencies = await start('../agencies/main.ts', {
      DUKCAPIL_PORT: '0',
      GATEWAY_PORT: '0',
      AGENCY: JSON.stringify(AGENCY),
      SEED: '1',
    })
  })
  afterAll(() => stop(agencies.child))

  describe(`the worker on ${queue.name}: outbox to permit`, () => {
    let database: TestDatabase
    let account: string
    const workers: ChildProcess[] = []

    beforeEach(async () => {
      database = await createTestDatabase()
      account = await sampleAccount(database.pool)
    })
    afterEach(async () => {
      await Promise.all(workers.splice(0).map(stop))
      await queue.forget(database)
      await database.drop()
    })

    async function startWorker(): Promise<Started> {
      const started = await start('main.ts', {
        DATABASE_URL: database.url,
        REDIS_URL: queue.redisUrl,
        DUKCAPIL_URL: dukcapilUrl(agencies),
        STRATEGY: 'fifo',
        ENVELOPE: JSON.stringify(ENVELOPE),
      })
      workers.push(started.child)
      return started
    }

    async function acceptMany(count: number): Promise<void> {
      for (let n = 0; n < count; n += 1)
        await accept(database.pool, sampleInput(account, { intake: { kind: 'queued', lane: 'applications' } }))
    }

    const count = async (sql: string) =>
      Number((await database.pool.query<{ count: string }>(`SELECT count(*) ${sql}`)).rows[0]!.count)
    const issued = () => count("FROM applications WHERE status = 'issued'")

    /** Every application has its one NIB, one event says so, and nothing is left over. */
    async function expectEachIssuedOnce(total: number): Promise<void> {
      expect(await issued()).toBe(total)
      expect(await count("FROM permits WHERE kind = 'nib'")).toBe(total)
      expect(await count('FROM permits')).toBe(await count('FROM (SELECT DISTINCT application_id, kind FROM permits)'))
      expect(await count('FROM (SELECT DISTINCT number FROM permits)')).toBe(await count('FROM permits'))
      expect(await count("FROM events WHERE status = 'issued'")).toBe(total)
      expect(await count('FROM outbox')).toBe(0)
    }

    it('issues what was accepted, in a lane it knows or not, and shows it in its metrics', async () => {
      await acceptMany(20)
      await accept(database.pool, sampleInput(account, { intake: { kind: 'queued', lane: 'of another strategy' } }))
      const { ports, child } = await startWorker()
      await until(async () => (await issued()) === 21)
      await expectEachIssuedOnce(21)
      const metrics = await (await fetch(`http://127.0.0.1:${ports.metricsPort}/metrics`)).text()
      expect(metrics).toContain('antrean_applications_issued_total 21')
      expect(metrics).toContain('antrean_application_wait_seconds_count{lane="applications"} 21')
      expect(metrics).toContain('antrean_jobs_active{lane="applications"} 0')
      expect(metrics).toContain('antrean_job_attempts_total{result="issued"} 21')
      expect(await stop(child)).toBe(0)
    })

    it('rejects an application whose identity does not match', async () => {
      const identity = { nik: '3271010101900000', name: 'Nobody' }
      const id = await accept(database.pool, sampleInput(account, { identity, intake: { kind: 'queued', lane: 'applications' } }))
      await startWorker()
      await until(async () => (await count(`FROM applications WHERE id = '${id}' AND status = 'rejected'`)) === 1)
      expect(await count('FROM permits')).toBe(0)
      expect(await count('FROM outbox')).toBe(0)
    })

    it('loses nothing and issues each once when the engine forgets everything in the middle', async () => {
      await acceptMany(300)
      await startWorker()
      await until(async () => (await issued()) >= 50)
      await queue.forget(database)
      expect(await issued()).toBeLessThan(300)
      await until(async () => (await issued()) === 300)
      await expectEachIssuedOnce(300)
    }, 40_000)

    it('loses nothing and issues each once when it is killed in the middle and started again', async () => {
      await acceptMany(150)
      const { child } = await startWorker()
      await until(async () => (await issued()) >= 50)
      child.kill('SIGKILL')
      await once(child, 'exit')
      expect(await issued()).toBeLessThan(150)
      await startWorker()
      await until(async () => (await issued()) === 150)
      await expectEachIssuedOnce(150)
    }, 40_000)

    it('waits for an agency that is down, without a storm, and goes on when it is back', async () => {
      await setAgency(agencies, { down: true })
      await acceptMany(60)
      const { ports } = await startWorker()
      await delay(3000)
      expect(await issued()).toBe(0)
      const failed = await failedAttempts(ports.metricsPort!)
      expect(failed).toBeGreaterThan(0)
      // 11 places, each at most once a second, for three seconds and a bit.
      expect(failed).toBeLessThan(11 * 5)
      await setAgency(agencies, { down: false })
      await until(async () => (await issued()) === 60)
      await expectEachIssuedOnce(60)
    }, 40_000)
  })
}

const dukcapilUrl = (agencies: Started) => `http://127.0.0.1:${agencies.ports.dukcapilPort}`

async function setAgency(agencies: Started, change: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${dukcapilUrl(agencies)}/capacity`, { method: 'PATCH', headers, body: JSON.stringify(change) })
  expect(answer.ok).toBe(true)
}

async function failedAttempts(metricsPort: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
  return Number(/antrean_job_attempts_total\{result="failed"\} (\d+)/.exec(text)?.[1] ?? 0)
}
