import type { Reading } from '../records/capacity-record.ts'
import type { SampleRecord } from '../records/sample-record.ts'
import type { TrialRecords } from '../records/trial-records.ts'
import { per, percent, whole } from '../statistics/figures.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'

/** From here on nothing is left of a resource: queues in front of it grow without bound (M/M/1: tenfold at 0.9). */
const FULL = 0.9
/** Seconds with somebody waiting for a connection, as a share: more than every second one is no chance meeting. */
const OFTEN = 0.5
/** Seconds that may be missing, as a share, before a figure over the others would be biased. */
const MOST_MISSING = 0.2
/** People sent away by the strategy itself, as a share. */
const NOTICEABLE = 0.01

interface Span {
  fromS: number
  toS: number
}

/** Every bounded resource of a trial while people arrived, the likeliest cause first: what is full further down may follow from it. */
export function resourceReadings(records: TrialRecords, summary: TrialSummary, span: Span): Reading[] {
  const samples = (records.samples ?? []).filter(({ second }) => second >= span.fromS && second < span.toS)
  const busy = meanChecks(records, span)
  return [
    registry(records, busy),
    core(records, samples),
    eventLoop(samples),
    databaseConnections(samples),
    workerLanes(records, busy),
    heap(records, samples),
    admission(summary),
  ].filter((reading) => reading !== null)
}

/** Identity checks in service, mean over the span; null = the registry told nothing. */
function meanChecks({ identityChecks }: TrialRecords, { fromS, toS }: Span): number | null {
  if (identityChecks === null || toS <= fromS) return null
  const overlap = (startMs: number, endMs: number) => Math.max(0, Math.min(endMs, toS * 1000) - Math.max(startMs, fromS * 1000))
  return identityChecks.reduce((sum, { startMs, endMs }) => sum + overlap(startMs, endMs), 0) / ((toS - fromS) * 1000)
}

function registry({ facts }: TrialRecords, busy: number | null): Reading {
  const { slots } = facts.envelope.agency
  const words = (checks: number) => `${per(checks)} of its ${whole(slots)} slots busy on average`
  return reading('identity registry', busy === null ? null : busy / slots, busy === null ? null : words(busy))
}

function workerLanes({ facts }: TrialRecords, busy: number | null): Reading | null {
  if (facts.plan?.intake !== 'queued') return null
  const places = facts.plan.lanes.reduce((sum, { concurrency }) => sum + concurrency, 0)
  const words = (checks: number) => `${per(checks)} of ${whole(places)} jobs at once are at the registry on average`
  return reading('places of the worker', busy === null ? null : busy / places, busy === null ? null : words(busy))
}

function core({ facts }: TrialRecords, samples: readonly SampleRecord[]): Reading {
  const name = 'CPU of the system'
  if (!facts.generator.pinned) return reading(name, null, null)
  const pct = mean(samples.map((sample) => (sample.postgresCpuPct === null ? null : cpuPct(sample))))
  return reading(name, pct && pct / 100, pct === null ? null : `its core is ${whole(pct)} % busy on average`)
}

/** A process that is not there uses nothing. */
function cpuPct({ portalCpuPct, workerCpuPct, postgresCpuPct, redisCpuPct }: SampleRecord): number {
  return (portalCpuPct ?? 0) + (workerCpuPct ?? 0) + (postgresCpuPct ?? 0) + (redisCpuPct ?? 0)
}

/** A portal that is there and does not answer its scrape is busy with something else; one that never answered tells nothing. */
function eventLoop(samples: readonly SampleRecord[]): Reading {
  const name = 'event loop of the portal'
  const { length: silent } = samples.filter(isSilent)
  if (samples.every(({ elu }) => elu === null)) return reading(name, null, null)
  const share = mean(samples.map((sample) => (isSilent(sample) ? 1 : sample.elu)))!
  const words = silent === 0 ? '' : `, counting ${silent} of ${samples.length} seconds in which it did not answer`
  return reading(name, share, `busy ${percent(share)} of the time${words}`)
}

function isSilent({ portalUp, elu }: SampleRecord): boolean {
  return portalUp === 1 && elu === null
}

/** Seconds that were not read may be those in which most waited: with too many of them nothing is known. */
function databaseConnections(samples: readonly SampleRecord[]): Reading {
  const name = 'database connections of the portal'
  const up = samples.filter(({ portalUp }) => portalUp === 1)
  const waiting = up.flatMap(({ poolWaiting }) => poolWaiting ?? [])
  if (waiting.length === 0 || up.length - waiting.length > MOST_MISSING * up.length) return reading(name, null, null)
  const seconds = waiting.filter((count) => count > 0).length
  const share = seconds / waiting.length
  const words = `requests waited for one in ${seconds} of ${waiting.length} seconds, ${whole(Math.max(...waiting))} at most`
  return { resource: name, utilisation: share, full: share > OFTEN, evidence: words }
}

function heap({ facts }: TrialRecords, samples: readonly SampleRecord[]): Reading {
  const limit = facts.plan?.heapMb.portal ?? null
  const used = samples.flatMap(({ heapMb }) => heapMb ?? [])
  const most = used.length === 0 ? null : Math.max(...used)
  const died = facts.exits.some(({ process, cause }) => process === 'portal' && cause === 'heap-out-of-memory')
  const share = most === null || limit === null ? null : most / limit
  const words = share === null ? null : `${whole(most!)} of ${whole(limit!)} MB at most${died ? ', died of it' : ''}`
  const plain = reading('heap of the portal', share, words)
  return { ...plain, full: plain.full || died }
}

/** The strategy says no before anything is full. */
function admission({ citizens: { scheduled, turnedAway } }: TrialSummary): Reading {
  const share = scheduled === 0 ? null : turnedAway / scheduled
  const words = share === null ? NOT_KNOWN : `${whole(turnedAway)} of ${whole(scheduled)} people were turned away`
  return { resource: "the strategy's own limit", utilisation: share, full: share !== null && share > NOTICEABLE, evidence: words }
}

const NOT_KNOWN = 'not known'

function reading(resource: string, utilisation: number | null, evidence: string | null): Reading {
  return { resource, utilisation, full: utilisation !== null && utilisation >= FULL, evidence: evidence ?? NOT_KNOWN }
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((a, b) => a + b) / known.length
}
