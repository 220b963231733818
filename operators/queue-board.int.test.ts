import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createTestDatabase, type TestDatabase } from '../licensing/testing/test-database.ts'
import { createEngine, engineConnections } from '../queues/create-engine.ts'
import type { QueueEngine } from '../queues/engine.ts'
import { until } from '../queues/testing/until.ts'
import { startOperators, type OperatorsProcess } from './testing/operators-process.ts'
import { visitorOf, type Visitor } from './testing/visitor.ts'

const { TEST_REDIS_URL } = process.env
const ANYWHERE = '/queues/api/queues'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase({ migrated: false })
})
afterAll(() => database.drop())

const stores = [
  [
    'PostgreSQL',
    'bullmq-postgres',
    (lane: string, prefix: string) => `${prefix}-${lane}`,
    () => ({ DATABASE_URL: database.url }),
  ],
  ...(TEST_REDIS_URL
    ? [['Redis', 'bullmq', (lane: string) => lane, (): Record<string, string> => ({ REDIS_URL: TEST_REDIS_URL })] as const]
    : []),
] as const

describe.each(stores)('the board over %s', (_store, name, nameOf, storeEnv) => {
  const prefix = `ops-${randomUUID().slice(0, 8)}`
  const lane = `${ANYWHERE}/${nameOf('automatic', prefix)}`
  let engine: QueueEngine
  const processes: OperatorsProcess[] = []
  beforeAll(async () => {
    const { DATABASE_URL: databaseUrl = '', REDIS_URL: redisUrl } = storeEnv() as Record<string, string | undefined>
    engine = await createEngine(name, { databaseUrl, redisUrl, prefix, connections: engineConnections(name, 2) })
    const jobs = Array.from({ length: 12 }, (_, index) => ({
      id: `app-${index}`,
      lane: index < 9 ? 'automatic' : 'verified',
      applicationId: `${index}`,
      acceptedAtMs: 1,
    }))
    await engine.addBulk(jobs)
  })
  afterAll(async () => {
    await Promise.all(processes.map((one) => one.stop()))
    await engine.close()
  })

  async function logIn(env: Record<string, string> = {}): Promise<Visitor> {
    const operators = await startOperators({ ...storeEnv(), QUEUE_PREFIX: prefix, ...env })
    processes.push(operators)
    const visitor = visitorOf(operators.url)
    await visitor.logIn()
    await until(async () => (await visitor.get('/queues')).status === 200)
    return visitor
  }

  it('shows the lanes of the strategy with their jobs and workers, and lets nobody change them', async () => {
    const visitor = await logIn()
    const page = await visitor.get('/queues')
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'; worker-src 'self'")
    expect(await page.text()).not.toMatch(/https?:\/\//)

    const { queues } = await (await visitor.get(`${ANYWHERE}?activeQueue=${nameOf('automatic', prefix)}&status=waiting`)).json()
    expect(queues).toMatchObject([
      { displayName: 'lane automatic', counts: { waiting: 9 }, readOnlyMode: true, hasWorkers: false },
      { displayName: 'lane verified', counts: { waiting: 3 }, readOnlyMode: true, jobs: [] },
    ])
    const jobs = queues[0].jobs as { data: { applicationId: string } }[]
    expect(jobs.map(({ data }) => data.applicationId).toSorted()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8'])
    expect((await visitor.get('/queues/api/redis/stats')).status).toBe(200)
    expect((await visitor.get(`${ANYWHERE}?jobsPerPage=101`)).status).toBe(400)

    for (const [method, path] of [
      ['PUT', '/pause'],
      ['PUT', '/empty'],
      ['PUT', '/obliterate'],
      ['PUT', '/app-0/clean'],
      ['POST', '/add'],
    ] as const)
      expect((await visitor.send(method, lane + path, {})).status).toBe(403)
    expect(await engine.depth('automatic')).toBe(9)
  })

  it('lets operators pause and remove where that is allowed, but not make jobs of their own; everything is logged', async () => {
    const visitor = await logIn({ OPERATORS_MODE: 'act' })
    const worked: string[] = []
    expect((await visitor.send('PUT', `${lane}/pause`)).status).toBe(200)
    const worker = engine.work({ name: 'automatic', concurrency: 1 }, async (job) => void worked.push(job.id))
    expect((await visitor.send('PUT', `${lane}/app-3/clean`)).status).toBe(204)
    expect((await visitor.send('POST', `${lane}/add`, { name: 'issue', data: {}, options: {} })).status).toBe(403)
    expect((await visitor.send('PATCH', `${lane}/app-4/update-data`, { jobData: {} })).status).toBe(403)
    expect((await visitor.send('PUT', `${lane}/obliterate`, { force: true })).status).toBe(403)
    const { queues } = await (await visitor.get(ANYWHERE)).json()
    expect(queues[0]).toMatchObject({ isPaused: true, counts: { waiting: 8 } })
    expect(worked).toEqual([])

    expect((await visitor.send('PUT', `${lane}/resume`)).status).toBe(200)
    await until(() => worked.length === 8)
    expect(worked).not.toContain('app-3')
    await worker.close()
    const log = processes.at(-1)!.log()
    expect(log.match(/an operator acts on the queue/g)).toHaveLength(3)
    expect(log).toMatch(/"action":"\/api\/queues\/:queueName\/:jobId\/clean","queueName":"[\w-]+","jobId":"app-3"/)
  })
})
