import { describe, expect, it } from '@jest/globals'
import { application, gaugeAt } from '../records/example-gauges.ts'
import { EXAMPLE_FACTS, exampleCitizen, exampleSample, exampleTrial, servedCitizen } from '../records/example-trial.ts'
import type { GaugeRecord } from '../records/gauge-record.ts'
import type { InFlightRecord } from '../records/in-flight-record.ts'
import type { TrialFacts } from '../records/trial-facts.ts'
import type { TrialRecords } from '../records/trial-records.ts'
import { summariseTrial } from './summarise-trial.ts'

const trial = exampleTrial([
  servedCitizen(0, 900),
  exampleCitizen({ intendedMs: 5000 }),
  servedCitizen(9000, 9500, { journey: 'visitor' }),
])
const facts = (changed: Partial<TrialFacts>): TrialRecords => ({
  ...trial,
  facts: { ...EXAMPLE_FACTS, scheduled: 3, ...changed },
})
const { generator, applied, envelope, plan, ledger } = EXAMPLE_FACTS
const reasonsOf = (records: TrialRecords) => summariseTrial(records).invalidReasons

/** Readings of the generator's sockets. */
function every(stepMs: number, times: number, requests: (atMs: number) => number): InFlightRecord[] {
  return Array.from({ length: times }, (_, index) => ({ atMs: index * stepMs, requests: requests(index * stepMs) }))
}

/** A portal whose counters say that `perS` request-seconds were spent in each second. */
function portalSeconds(seconds: number, { inFlight, zombies, perS }: { inFlight: number; zombies: number; perS: number }) {
  return Array.from({ length: seconds }, (_, second) => ({
    ...gaugeAt(second),
    scrapeMs: 5,
    portalPid: 7,
    portalUptimeS: second + 3,
    inFlight,
    zombies,
    requestsEnded: second * perS,
    requestsEndedS: second * perS,
    requestsOpenS: 10,
  }))
}

function backlogSeconds(seconds: number, backlog: number): GaugeRecord[] {
  return Array.from({ length: seconds }, (_, second) => ({ ...gaugeAt(second), backlogAtMs: second * 1000 + 7, backlog }))
}

describe('validity', () => {
  it('is given when everybody is accounted for', () => {
    expect(summariseTrial(facts({}))).toMatchObject({ valid: true, invalidReasons: [] })
  })

  it.each<[string, TrialRecords, string]>([
    [
      'a missing citizen',
      { ...facts({}), citizens: trial.citizens.slice(0, 2) },
      'citizens unaccounted for: 3 in the schedule, 2',
    ],
    [
      'a gap that no schedule tells of',
      { ...trial, citizens: [trial.citizens[0]!, trial.citizens[2]!] },
      'citizens unaccounted for',
    ],
    ['a citizen twice', { ...facts({}), citizens: [...trial.citizens, trial.citizens[0]!] }, 'citizens counted twice: 1'],
    ['a record against itself', exampleTrial([exampleCitizen({ ending: 'result' })]), 'contradicts itself: 1'],
    ['a citizen who was not sent', exampleTrial([exampleCitizen({ ending: 'not-sent', attempts: 0 })]), 'failed to send: 1'],
    ['a lost attempt', { ...trial, attempts: trial.attempts.slice(1) }, 'attempts not conserved: sent and ended differ for 1 '],
    ['an attempt twice', { ...trial, attempts: [...trial.attempts, trial.attempts[0]!] }, 'attempts not conserved'],
    [
      "somebody else's attempt",
      { ...trial, attempts: [...trial.attempts, { ...trial.attempts[0]!, citizen: 9 }] },
      'attempts not conserved',
    ],
    ['a lagging generator', facts({ generator: { ...generator, lagP99Ms: 50.1 } }), 'generator lag p99 50 ms > 50 ms'],
    ['a generator without CPU', facts({ generator: { ...generator, cpuPct: 91 } }), 'generator CPU 91 % > 90 %'],
    ['a stolen CPU', facts({ generator: { ...generator, stealPct: 5.1 } }), 'CPU steal 5.1 % > 5 %'],
    ['a generator out of files', facts({ generator: { ...generator, socketsMax: 1000, openFilesLimit: 1024 } }), 'out of files'],
    ['another heap', facts({ applied: { ...applied, heapMb: { portal: 4096, worker: 96 } } }), 'portal heap MB 4096, asked 160'],
    ['other open files', facts({ applied: { ...applied, openFiles: { portal: 8192, worker: 1024 } } }), 'worker open files 1024'],
    ['more connections', facts({ applied: { ...applied, connectionsMax: 21 } }), '21 database connections, asked 20'],
    [
      'a larger envelope than the plan',
      facts({ envelope: { ...envelope, connections: 30 } }),
      'connections of the plan do not sum',
    ],
    ['no CPU of its own', facts({ applied: { ...applied, cpus: { system: '0', world: '0' } } }), 'the system runs on CPU 0'],
    [
      'a system on every CPU',
      facts({ applied: { ...applied, cpus: { system: '0-1', world: '0' } } }),
      'the system runs on CPU 0-1',
    ],
    [
      'another agency',
      facts({ applied: { ...applied, agency: { ...envelope.agency, slots: 40 } } }),
      'agency slots 40, asked 50',
    ],
    [
      'an agency with a quota',
      facts({ applied: { ...applied, agency: { ...envelope.agency, dailyQuota: 100 } } }),
      'agency quota 100, asked Infinity',
    ],
    [
      'sockets that held more than the records tell',
      { ...facts({}), inFlight: every(100, 200, () => 30) },
      "Little's law does not hold for requests at the generator: 30.0 by the gauge, 0.8 by the records",
    ],
    [
      'a portal whose counter missed people',
      { ...facts({}), gauges: portalSeconds(60, { inFlight: 40, zombies: 10, perS: 20 }) },
      "Little's law does not hold for requests in the portal: 30.0 by the gauge, 20.0 by the records",
    ],
    [
      'a backlog that the rows do not explain',
      { ...facts({}), gauges: backlogSeconds(60, 100), applications: [] },
      "Little's law does not hold for the backlog: 100.0 by the gauge, 0.0 by the records",
    ],
    ['a fault the lab found', facts({ measurementFaults: ['clock jumped 2 s'] }), 'clock jumped 2 s'],
    ['an interruption', facts({ interrupted: true }), 'interrupted before its end'],
  ])('is lost by %s, and says so', (_, records, reason) => {
    const summary = summariseTrial(records)
    expect(summary.valid).toBe(false)
    expect(summary.invalidReasons.join('\n')).toContain(reason)
  })

  it('is never lost by a finding: backlog, deaths, ledger damage', () => {
    const exit = {
      process: 'portal',
      pid: 1,
      atS: 3,
      code: null,
      signal: 'SIGABRT',
      unexpected: true,
      cause: 'killed',
      evidence: '',
    } as const
    const damaged = facts({ exits: [exit], ledger: { ...ledger!, lost: 3, duplicated: 2, stuck: 5, wrongNib: 1, orphaned: 1 } })
    const samples = [exampleSample(0, { backlog: 100_000, inFlight: 30_000, elu: 1, portalUp: 0 })]
    expect(reasonsOf({ ...damaged, samples })).toEqual([])
  })

  it('is never lost by a portal that stands still, dies, or works for people who have gone', () => {
    const collapsed = portalSeconds(60, { inFlight: 5030, zombies: 5000, perS: 30 })
    const silent = { portalPid: null, portalUptimeS: null, inFlight: null, zombies: null, scrapeMs: null }
    const standing = collapsed.map((gauge, second) => (second % 2 === 0 ? gauge : { ...gauge, ...silent }))
    const restarted = collapsed.map((gauge, second) =>
      second < 30
        ? gauge
        : {
            ...gauge,
            portalPid: 8,
            portalUptimeS: second - 29.5,
            requestsEndedS: 30 * (second - 30),
            requestsEnded: 30 * (second - 30),
          },
    )
    for (const gauges of [collapsed, standing, restarted]) expect(reasonsOf({ ...facts({}), gauges })).toEqual([])
  })

  it('is not lost by a backlog that grows without end, nor by one that was lost', () => {
    const accepted = Array.from({ length: 6000 }, (_, index) => application(index * 10, null))
    const gauges = Array.from({ length: 60 }, (_, second) => ({
      ...gaugeAt(second),
      backlogAtMs: second * 1000,
      backlog: second * 100,
    }))
    expect(reasonsOf({ ...facts({}), gauges, applications: accepted })).toEqual([])
    const lost = facts({ ledger: { ...ledger!, lost: 6000 } })
    expect(reasonsOf({ ...lost, gauges, applications: [] })).toEqual([])
  })

  it('is not lost by what could not be read', () => {
    const unread = { heapMb: { portal: null, worker: null }, openFiles: { portal: null, worker: null }, connectionsMax: null }
    expect(
      reasonsOf(facts({ applied: { ...applied, ...unread }, generator: { ...generator, stealPct: null, openFilesLimit: null } })),
    ).toEqual([])
    expect(reasonsOf(facts({ plan: null, cpuSeconds: null }))).toEqual([])
  })

  it('asks nothing of a worker that the plan does not have', () => {
    const inline = { ...plan!, connections: { portal: 20, worker: 0 }, heapMb: { portal: 256, worker: 0 } }
    const alone = { ...applied, heapMb: { portal: 256, worker: null }, openFiles: { portal: 8192, worker: null } }
    expect(reasonsOf(facts({ plan: inline, applied: alone }))).toEqual([])
  })
})
