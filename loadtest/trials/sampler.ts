import pg from 'pg'
import { request } from 'undici'
import * as metrics from '../../monitoring/metric-names.ts'
import { metricValue } from '../environment/metric-value.ts'
import type { CpuSeconds } from '../records/trial-facts.ts'
import type { SampleRecord } from '../records/sample-record.ts'
import type { RunningSystem } from './running-system.ts'

/** A portal that cannot answer its metrics port within this time is stalled: the second's values are unknown. */
const SCRAPE_LIMIT_MS = 800
const QUERY_LIMIT_MS = 800

export interface Sampler {
  readonly records: SampleRecord[]
  /** Most PostgreSQL connections that portal and worker were seen to hold together; null = never read. */
  connectionsMax(): number | null
  stop(): Promise<void>
}

/**
 * Reads the system once a second: backlog from PostgreSQL with a connection of the lab's own, the portal's gauges from its metrics
 * port, CPU and memory from /proc.
 * @param startedAt epoch ms of the trial's start
 */
export async function startSampler(system: RunningSystem, startedAt: number): Promise<Sampler> {
  const records: SampleRecord[] = []
  let connectionsMax: number | null = null
  const database = new pg.Client({ connectionString: system.databaseUrl, query_timeout: QUERY_LIMIT_MS })
  database.on('error', () => undefined) // The next query fails and its value is unknown.
  await database.connect()
  let before = { cpu: system.cpuSeconds(), atMs: Date.now() }
  const sample = async () => {
    const atMs = Date.now()
    const second = Math.floor((atMs - startedAt) / 1000)
    const cpu = system.cpuSeconds()
    const elapsedS = Math.max(0.001, (atMs - before.atMs) / 1000)
    const pct = (key: keyof CpuSeconds) => {
      const [now, then] = [cpu[key], before.cpu[key]]
      return now === null || then === null ? null : Math.round(((now - then) / elapsedS) * 1000) / 10
    }
    const row: SampleRecord = {
      second,
      ...NOTHING_KNOWN,
      rssMb: system.portalRssMb(),
      portalUp: system.portal.pid === null ? 0 : 1,
      portalCpuPct: pct('portal'),
      workerCpuPct: system.worker ? pct('worker') : null,
      postgresCpuPct: pct('postgres'),
      redisCpuPct: pct('redis'),
    }
    before = { cpu, atMs }
    records.push(row)
    const [inDatabase, gauges] = await Promise.all([askDatabase(database), gaugesOf(system.portalMetricsUrl)])
    Object.assign(row, { backlog: inDatabase?.backlog ?? null }, gauges)
    if (inDatabase) connectionsMax = Math.max(connectionsMax ?? 0, inDatabase.connections)
  }
  const timer = setInterval(() => void sample(), 1000)
  return {
    records,
    connectionsMax: () => connectionsMax,
    async stop() {
      clearInterval(timer)
      await database.end().catch(() => undefined)
    },
  }
}

const NOTHING_KNOWN = { backlog: null, inFlight: null, poolWaiting: null, heapMb: null, elu: null }

/** The laboratory's own connections: to this database it holds this one only. */
const STATE = `
SELECT (SELECT count(*)::int FROM applications WHERE status = 'accepted') AS backlog,
  (SELECT count(*)::int FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()) AS connections`

async function askDatabase(database: pg.Client): Promise<{ backlog: number; connections: number } | null> {
  try {
    return (await database.query<{ backlog: number; connections: number }>(STATE)).rows[0] ?? null
  } catch {
    return null
  }
}

async function gaugesOf(url: string): Promise<Partial<SampleRecord>> {
  const text = await textOf(url)
  if (text === null) return {}
  const heapBytes = metricValue(text, metrics.HEAP_USED_BYTES)
  return {
    inFlight: metricValue(text, metrics.HTTP_REQUESTS_IN_FLIGHT),
    poolWaiting: metricValue(text, metrics.PG_POOL_CONNECTIONS, 'state="waiting"'),
    heapMb: heapBytes === null ? null : Math.round((heapBytes / 2 ** 20) * 10) / 10,
    elu: metricValue(text, metrics.EVENT_LOOP_UTILISATION_RATIO),
  }
}

async function textOf(url: string): Promise<string | null> {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), SCRAPE_LIMIT_MS)
  try {
    const { body } = await request(url, { signal: limit.signal })
    return await body.text()
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}
