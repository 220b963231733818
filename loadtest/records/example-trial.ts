import type { AttemptRecord } from './attempt-record.ts'
import type { CitizenRecord } from './citizen-record.ts'
import type { SampleRecord } from './sample-record.ts'
import type { TrialFacts } from './trial-facts.ts'
import type { TrialRecords } from './trial-records.ts'

/** Small made-up records for tests: valid by themselves, each test changes what it is about. */

export const EXAMPLE_FACTS: TrialFacts = {
  id: 'fifo-tiny-s1-b1',
  strategy: 'fifo',
  options: {},
  scenario: 'tiny',
  seed: 1,
  block: 1,
  startedAt: 1_700_000_000_000,
  stages: [
    { name: 'before', durationS: 20, rate: 0.3 },
    { name: 'surge', durationS: 20, rate: 3 },
    { name: 'after', durationS: 30, rate: 0.3 },
  ],
  endedS: 100,
  envelope: {
    heapMb: 256,
    connections: 20,
    openFiles: 8192,
    agency: { slots: 50, serviceMs: 500, dailyQuota: null },
    restart: { firstMs: 100, resetAfterS: 10 },
  },
  applied: {
    heapMb: { portal: 160, worker: 96 },
    openFiles: { portal: 8192, worker: 8192 },
    cpus: { system: '1', world: '0' },
    connectionsMax: 20,
  },
  plan: {
    intake: 'queued',
    engine: 'bullmq',
    connections: { portal: 10, worker: 10 },
    heapMb: { portal: 160, worker: 96 },
    lanes: [{ name: 'all', concurrency: 50 }],
    agencyTimeoutMs: null,
  },
  scheduleSha256: 'ab'.repeat(32),
  scheduled: 4,
  exits: [{ process: 'portal', pid: 4711, atS: 101, code: 0, signal: null, unexpected: false, cause: 'unknown', evidence: '' }],
  ledger: {
    acknowledged: 4,
    issued: 4,
    pending: 0,
    stuck: 0,
    lost: 0,
    duplicated: 0,
    orphaned: 0,
    wrongNib: 0,
    unacknowledged: 0,
  },
  generator: { lagP99Ms: 3, cpuPct: 30, stealPct: 0, pinned: true, socketsMax: 100, openFilesLimit: 20_000 },
  cpuSeconds: { portal: 8, worker: 4, postgres: 2, redis: 1 },
  measurementFaults: [],
  interrupted: false,
}

/** One who arrives at `intendedMs` and, unless told otherwise, gives up 20 s later after one attempt. */
export function exampleCitizen(record: Partial<CitizenRecord> = {}): CitizenRecord {
  const intendedMs = record.intendedMs ?? 0
  return {
    citizen: 0,
    journey: 'returning-applicant',
    stage: 'before',
    startedMs: intendedMs,
    finishedMs: intendedMs + 20_000,
    ending: 'error',
    attempts: 1,
    acknowledgedMs: null,
    announcedWaitS: null,
    applicationId: null,
    resultMs: null,
    nib: null,
    ...record,
    intendedMs,
  }
}

/** One who sees her permit at `resultMs`, acknowledged 100 ms after she arrived. */
export function servedCitizen(intendedMs: number, resultMs: number, record: Partial<CitizenRecord> = {}): CitizenRecord {
  return exampleCitizen({
    intendedMs,
    resultMs,
    finishedMs: resultMs,
    acknowledgedMs: Math.min(resultMs, intendedMs + 100),
    ending: 'result',
    nib: '2211250000001',
    ...record,
  })
}

export function exampleSample(second: number, record: Partial<SampleRecord> = {}): SampleRecord {
  return {
    second,
    backlog: 0,
    inFlight: 5,
    poolWaiting: 0,
    rssMb: 120,
    heapMb: 60,
    elu: 0.2,
    portalUp: 1,
    portalCpuPct: 20,
    workerCpuPct: 5,
    postgresCpuPct: 4,
    redisCpuPct: 1,
    ...record,
  }
}

/** The attempts that these citizens say they made, ended as their journeys did. */
export function attemptsOf(citizens: readonly CitizenRecord[]): AttemptRecord[] {
  return citizens.flatMap(({ citizen, journey, intendedMs, finishedMs, acknowledgedMs, attempts, resultMs }) =>
    Array.from({ length: attempts }, (_, index): AttemptRecord => {
      const ok = index === attempts - 1 && (acknowledgedMs !== null || resultMs !== null)
      return {
        citizen,
        journey,
        step: journey === 'visitor' ? 'page' : 'apply',
        attempt: index + 1,
        startMs: intendedMs,
        endMs: acknowledgedMs ?? finishedMs,
        outcome: ok ? 'ok' : 'timedOut',
        status: ok ? 202 : null,
      }
    }),
  )
}

/** A whole trial of these citizens, numbered in their order. */
export function exampleTrial(people: readonly CitizenRecord[], records: Partial<TrialRecords> = {}): TrialRecords {
  const citizens = people.map((citizen, index) => ({ ...citizen, citizen: index }))
  return {
    facts: { ...EXAMPLE_FACTS, scheduled: citizens.length },
    citizens,
    attempts: attemptsOf(citizens),
    samples: Array.from({ length: EXAMPLE_FACTS.endedS }, (_, second) => exampleSample(second)),
    probes: [],
    identityChecks: [],
    inFlight: null,
    gauges: null,
    applications: null,
    ...records,
  }
}
