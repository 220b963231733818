import type { AttemptRecord } from '../records/attempt-record.ts'
import type { ApplicationRecord } from '../records/application-record.ts'
import type { GaugeRecord } from '../records/gauge-record.ts'
import type { TrialRecords } from '../records/trial-records.ts'
import { type Balance, balanceOf, notJudged, type Reading, withIntervals } from './balance.ts'

/**
 * Little's law, L = lambda W (Operations Research 9, 1961), at three places: the mean of what a gauge showed against the time that the
 * records say was spent there, per second. Gauges and records are written by different code at different moments, so both can only agree
 * when nobody was forgotten, counted twice or given a wrong time.
 */
export interface LittlesLaw {
  /** The generator: requests on their way, at its sockets, against attempts.csv. */
  client: Balance
  /** The portal: requests whose citizens still wait, against the durations it measured. Zombies are counted apart. */
  server: Balance & { zombies: number | null }
  /** PostgreSQL: the backlog against the commits that accepted and issued each application. */
  queue: Balance
}

/** Beyond, the generator was standing still. */
const CLIENT_GAP_S = 1
/** Beyond, one reading a second was missed: the portal stood still or was down, or PostgreSQL did not answer. */
const GAP_S = 2
/** A portal answers the scrape between two pieces of work: the request that it works on at that moment is never seen. */
const UNSEEN_AT_SERVER = 1

export function littlesLawOf({ facts, attempts, inFlight, gauges, applications }: TrialRecords): LittlesLaw {
  const damaged = (facts.ledger?.lost ?? 0) > 0
  return {
    client: clientSide(inFlight, attempts, facts.endedS),
    server: serverSide(gauges, facts.endedS),
    // What has gone from the database was once counted in it. That is a finding, and the audit tells it.
    queue: damaged ? notJudged('the database has lost applications') : queueSide(gauges, applications, facts.endedS),
  }
}

function clientSide(inFlight: TrialRecords['inFlight'], attempts: readonly AttemptRecord[], ofS: number): Balance {
  if (inFlight === null) return notJudged('the generator did not read its sockets')
  const readings = inFlight.map(({ atMs, requests }) => ({ atS: atMs / 1000, value: requests }))
  const intervals = attempts.map(({ startMs, endMs }) => ({ fromS: startMs / 1000, toS: endMs / 1000 }))
  return balanceOf(withIntervals(readings, intervals), { gapS: CLIENT_GAP_S, ofS, otherwise: 'the generator stood still' })
}

function queueSide(gauges: TrialRecords['gauges'], applications: readonly ApplicationRecord[] | null, ofS: number): Balance {
  if (gauges === null) return notJudged('nobody read the backlog')
  if (applications === null) return notJudged('PostgreSQL does not keep the times of commits')
  const readings = gauges.flatMap(({ backlogAtMs, backlog }) =>
    backlogAtMs === null || backlog === null ? [] : [{ atS: backlogAtMs / 1000, value: backlog }],
  )
  // Inline ones are accepted and issued by the same commit: nobody ever saw them wait.
  const intervals = applications
    .filter(({ intake }) => intake === 'queued')
    .map(({ acceptedMs, issuedMs }) => ({ fromS: acceptedMs / 1000, toS: issuedMs === null ? Infinity : issuedMs / 1000 }))
  return balanceOf(withIntervals(readings, intervals), { gapS: GAP_S, ofS, otherwise: 'PostgreSQL did not answer' })
}

/** By the portal's own clock and counters, which begin again with each of its lives. */
function serverSide(gauges: readonly GaugeRecord[] | null, ofS: number): LittlesLaw['server'] {
  if (gauges === null) return { ...notJudged('nobody read the portal'), zombies: null }
  const readings = gauges.flatMap(portalReading)
  const balance = balanceOf(readings, {
    gapS: GAP_S,
    ofS,
    unseen: UNSEEN_AT_SERVER,
    otherwise: 'the portal did not answer its scrapes',
  })
  const zombies = readings.length === 0 ? null : readings.reduce((sum, reading) => sum + reading.zombies, 0) / readings.length
  return { ...balance, zombies }
}

/** Spent so far: how long those took who were answered or have gone, and how long those have been inside who still wait. */
function portalReading(gauge: GaugeRecord): (Reading & { zombies: number })[] {
  const { portalPid, portalUptimeS, inFlight, zombies, requestsEndedS, requestsOpenS } = gauge
  if (portalPid === null || portalUptimeS === null || inFlight === null || zombies === null) return []
  if (requestsEndedS === null || requestsOpenS === null) return []
  const spentS = requestsEndedS + requestsOpenS
  return [{ atS: portalUptimeS, value: inFlight - zombies, zombies, spentS, life: portalPid }]
}
