import pg from 'pg'
import { request } from 'undici'
import * as metrics from '../../monitoring/metric-names.ts'
import { metricSum, metricValue } from '../environment/metric-value.ts'
import { connectionName } from '../environment/supervisor.ts'
import { type GaugeRecord, NOTHING_READ } from '../records/gauge-record.ts'
import type { CpuSeconds } from '../records/trial-facts.ts'
import type { SampleRecord } from '../records/sample-record.ts'
import type { InsideSecond } from './observer.ts'
import type { RunningSystem } from './running-system.ts'
import { NOTHING_SEEN } from './trial-second.ts'

/** A portal that cannot answer its metrics port within this time is stalled: the second's values are unknown. */
const SCRAPE_LIMIT_MS = 800
const QUERY_LIMIT_MS = 800
/** Of the portal's metrics those that are read here: 0.7 ms of its CPU instead of 1.6 for all. */
const READ_HERE = `?${[
  metrics.HTTP_REQUESTS_IN_FLIGHT,
  metrics.HTTP_REQUESTS_ZOMBIE,
  metrics.HTTP_REQUESTS_AGE_SECONDS,
  metrics.HTTP_REQUEST_DURATION_SECONDS,
  metrics.PG_POOL_CONNECTIONS,
  metrics.HEAP_USED_BYTES,
  metrics.EVENT_LOOP_UTILISATION_RATIO,
  metrics.EVENT_LOOP_LAG_P99_SECONDS,
  metrics.UPTIME_SECONDS,
]
  .map((name) => `name[]=${name}`)
  .join('&')}`
/** Within each second: the probes come half a second after the whole one, and must not be what is seen inside the portal every time. */
const PHASE_MS = 200

export interface Sampler {
  readonly records: SampleRecord[]
  /** The same seconds, with the time of each reading. */
  readonly gauges: GaugeRecord[]
  /** What the last second's reading says, for people who watch. */
  inside(): InsideSecond
  /** Most PostgreSQL connections that the living portal and worker were seen to hold together; null = never read. */
  connectionsMax(): number | null
  stop(): Promise<void>
}

type Sampled = Pick<
  RunningSystem,
  'databaseUrl' | 'portalMetricsUrl' | 'portal' | 'worker' | 'lanes' | 'cpuSeconds' | 'portalRssMb' | 'exits'
>

/**
 * Reads the system once a second: backlog from PostgreSQL with a connection of the lab's own, the portal's gauges from its metrics
 * port, CPU and memory from /proc.
 * @param startedAt epoch ms of the trial's start
 */
export async function startSampler(system: Sampled, startedAt: number): Promise<Sampler> {
  const records: SampleRecord[] = []
  const gauges: GaugeRecord[] = []
  let connectionsMax: number | null = null
  let inside: Omit<InsideSecond, 'portalUp'> = NOTHING_SEEN
  const database = new pg.Client({ connectionString: system.databaseUrl, query_timeout: QUERY_LIMIT_MS })
  database.on('error', () => undefined) // The next query fails and its value is unknown.
  await database.connect()
  let before = { cpu: system.cpuSeconds(), atMs: Date.now() }
  const emptyLanes = Object.fromEntries(system.lanes.map((lane) => [lane, 0]))
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
    const reading: GaugeRecord = { second, ...NOTHING_READ }
    before = { cpu, atMs }
    records.push(row)
    gauges.push(reading)
    const portalPid = system.portal.pid
    const [inDatabase, portal] = await Promise.all([
      askDatabase(
        database,
        system.exits().map(({ pid }) => connectionName(pid)),
      ),
      scrape(system.portalMetricsUrl + READ_HERE),
    ])
    if (inDatabase) {
      Object.assign(row, { backlog: inDatabase.backlog })
      Object.assign(reading, { backlog: inDatabase.backlog, backlogAtMs: Math.round(inDatabase.atMs - startedAt) })
      connectionsMax = Math.max(connectionsMax ?? 0, inDatabase.connections)
    }
    if (portal) {
      Object.assign(row, gaugesOf(portal.text))
      Object.assign(reading, requestsOf(portal.text), { portalPid, scrapeMs: portal.tookMs })
    }
    inside = {
      ...insideOf(row),
      backlogByLane: inDatabase && { ...emptyLanes, ...inDatabase.byLane },
      loopLagMs: portal && loopLagMsOf(portal.text),
    }
  }
  let timer: NodeJS.Timeout | undefined
  const start = setTimeout(
    () => {
      void sample()
      timer = setInterval(() => void sample(), 1000)
    },
    Math.max(0, startedAt + PHASE_MS - Date.now()),
  )
  return {
    records,
    gauges,
    inside: () => ({ ...inside, portalUp: system.portal.pid !== null }),
    connectionsMax: () => connectionsMax,
    async stop() {
      clearTimeout(start)
      clearInterval(timer)
      await database.end().catch(() => undefined)
    },
  }
}

const NOTHING_KNOWN = { backlog: null, inFlight: null, poolWaiting: null, heapMb: null, elu: null }

/**
 * The laboratory's own connections: to this database it holds this one only. Those of the dead ($1) stay until PostgreSQL notices: a
 * death is a finding, and they are no part of what the next life holds.
 */
const STATE = `
SELECT extract(epoch FROM clock_timestamp())::float * 1000 AS "atMs",
  (SELECT count(*)::int FROM applications WHERE status = 'accepted') AS backlog,
  (SELECT coalesce(json_object_agg(lane, waiting), '{}')
    FROM (SELECT lane, count(*)::int AS waiting FROM outbox GROUP BY lane) AS lanes) AS "byLane",
  (SELECT count(*)::int FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
      AND application_name <> ALL($1::text[])) AS connections`

type State = { atMs: number; backlog: number; byLane: Record<string, number>; connections: number }

async function askDatabase(database: pg.Client, ofTheDead: readonly string[]): Promise<State | null> {
  try {
    return (await database.query<State>(STATE, [ofTheDead])).rows[0] ?? null
  } catch {
    return null
  }
}

function gaugesOf(text: string): Partial<SampleRecord> {
  const heapBytes = metricValue(text, metrics.HEAP_USED_BYTES)
  return {
    inFlight: metricValue(text, metrics.HTTP_REQUESTS_IN_FLIGHT),
    poolWaiting: metricValue(text, metrics.PG_POOL_CONNECTIONS, 'state="waiting"'),
    heapMb: heapBytes === null ? null : Math.round((heapBytes / 2 ** 20) * 10) / 10,
    elu: metricValue(text, metrics.EVENT_LOOP_UTILISATION_RATIO),
  }
}

function insideOf({ inFlight, backlog, poolWaiting, heapMb, elu }: SampleRecord) {
  return { requestsInFlight: inFlight, backlog, poolWaiting, heapMb, elu }
}

function loopLagMsOf(text: string): number | null {
  const seconds = metricValue(text, metrics.EVENT_LOOP_LAG_P99_SECONDS)
  return seconds === null ? null : Math.round(seconds * 10_000) / 10
}

function requestsOf(text: string): Partial<GaugeRecord> {
  return {
    portalUptimeS: micros(metricValue(text, metrics.UPTIME_SECONDS)),
    inFlight: metricValue(text, metrics.HTTP_REQUESTS_IN_FLIGHT),
    zombies: metricValue(text, metrics.HTTP_REQUESTS_ZOMBIE),
    requestsEnded: metricSum(text, `${metrics.HTTP_REQUEST_DURATION_SECONDS}_count`),
    requestsEndedS: micros(metricSum(text, `${metrics.HTTP_REQUEST_DURATION_SECONDS}_sum`)),
    requestsOpenS: micros(metricValue(text, metrics.HTTP_REQUESTS_AGE_SECONDS)),
  }
}

/** Seconds to the microsecond: what comes after it is rounding of the machine. */
function micros(seconds: number | null): number | null {
  return seconds === null ? null : Math.round(seconds * 1e6) / 1e6
}

async function scrape(url: string): Promise<{ text: string; tookMs: number } | null> {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), SCRAPE_LIMIT_MS)
  const beganMs = performance.now()
  try {
    const { body } = await request(url, { signal: limit.signal })
    return { text: await body.text(), tookMs: Math.round(performance.now() - beganMs) }
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}
