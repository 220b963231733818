import type { Outcome } from '../records/attempt-record.ts'
import type { CertifyCase } from './certify-case.ts'
import type { Measured } from './certificate.ts'
import type { Generator, Observation } from './generator.ts'
import { countOutcomes, lateToLeaveMs, quantilesOf, serverWaits, stallWaits, truthOutcome } from './truth.ts'
import type { TruthRow } from './truth-row.ts'
import type { Stall } from './truth-server.ts'

/** What must hold of a generator that is believed. Source: the project's own goals. */
export const LIMITS = {
  p50Ms: 2,
  /** Share of the truth, and ms beside it. */
  p99Share: 0.02,
  p99Ms: 2,
  lagP99Ms: 5,
  /** From this rate on, per second, in cases that ask for no burst. */
  lagFromPerS: 2000,
  /** A request that is given up ends so much after the patience at the latest (p99): two turns of a busy event loop. */
  lateToLeaveMs: 50,
} as const

export interface Evidence {
  question: CertifyCase
  generator: Pick<Generator, 'model'>
  observation: Observation
  /** What the server did, in order of arrival. */
  rows: readonly TruthRow[]
  stall: Stall | null
}

/** How far a generator's words are from what the server did. */
export function measure(evidence: Evidence): Measured {
  const { question, observation, rows } = evidence
  const truth = quantilesOf(trueWaits(evidence))
  return {
    sent: observation.sent,
    seen: question.mode.kind === 'refuse' ? null : rows.length,
    recorded: recordedOf(observation),
    unaccounted: unaccounted(evidence),
    misclassified: misclassified(evidence),
    truthMs: truth,
    recordedMs: observation.latencyMs,
    errorMs: {
      p50: difference(observation.latencyMs.p50, truth.p50),
      p90: difference(observation.latencyMs.p90, truth.p90),
      p99: difference(observation.latencyMs.p99, truth.p99),
    },
    lagP99Ms: observation.lagP99Ms,
    lateToLeaveMs: lateToLeaveMs(rows, question.patienceS * 1000),
    cpuPct: observation.cpuPct,
  }
}

/** In words, what is beyond the limits; nothing = it may be believed here. */
export function faultsOf(measured: Measured, lag: { ratePerS: number | null; judged: boolean }): string[] {
  const { unaccounted, misclassified, errorMs, truthMs, recordedMs, lagP99Ms, lateToLeaveMs } = measured
  const late = lag.judged && (lag.ratePerS ?? 0) >= LIMITS.lagFromPerS && lagP99Ms !== null && lagP99Ms >= LIMITS.lagP99Ms
  const tolerance = LIMITS.p99Share * (truthMs.p99 ?? 0) + LIMITS.p99Ms
  return [
    unaccounted === 0 ? null : `${unaccounted} unaccounted for`,
    misclassified === 0 ? null : `${misclassified} misclassified`,
    truthMs.p50 !== null && recordedMs.p50 === null ? 'no latency' : null,
    errorMs.p50 === null || Math.abs(errorMs.p50) < LIMITS.p50Ms ? null : `p50 ${signed(errorMs.p50)} ms`,
    errorMs.p99 === null || Math.abs(errorMs.p99) <= tolerance ? null : `p99 ${signed(errorMs.p99)} ms`,
    lateToLeaveMs === null || lateToLeaveMs <= LIMITS.lateToLeaveMs ? null : `leaves ${Math.round(lateToLeaveMs)} ms late`,
    late ? `starts ${lagP99Ms.toFixed(1)} ms late (p99)` : null,
  ].filter((fault) => fault !== null)
}

/** Open model: from the intended start. Closed model: from when the server had the request. */
function trueWaits({ question, observation, rows, stall }: Evidence): number[] {
  const { intendedMs, warmUpMs, timedStep } = observation
  if (stall !== null && intendedMs !== null) {
    const warmUp = intendedMs.filter((atMs) => atMs < warmUpMs).length
    return stallWaits(intendedMs, rows, stall).slice(warmUp)
  }
  const fromMs = (rows[0]?.arrivedMs ?? 0) + warmUpMs
  const isTimed = ({ step, arrivedMs }: TruthRow) =>
    arrivedMs >= fromMs && (timedStep === null || step === 'connection' || step === timedStep)
  return serverWaits(rows.filter(isTimed), question.patienceS * 1000)
}

/** Requests of which a generator cannot tell what became, or that never were: by the known schedule and by the server's count. */
function unaccounted({ question, generator, observation, rows }: Evidence): number {
  const { sent, onTheWay } = observation
  const recorded = recordedOf(observation)
  const missing = (expected: number) => expected - recorded - onTheWay
  // The schedule is known in the open model alone: who records more than it holds has invented them.
  const scheduled = sent === null || generator.model === 'closed' ? [] : [recorded - sent - onTheWay]
  if (question.mode.kind === 'refuse') return Math.max(0, missing(sent ?? 0), ...scheduled)
  const finished = rows.filter((row) => truthOutcome(row, question.patienceS * 1000) !== null).length
  return Math.max(0, missing(sent ?? 0), missing(finished), recorded - rows.length, ...scheduled)
}

function misclassified({ question, observation, rows }: Evidence): number {
  const { counted, byCitizen } = observation
  const patienceMs = question.patienceS * 1000
  if (byCitizen !== null && rows.some(({ citizen }) => citizen !== null)) {
    return rows.filter((row) => row.citizen !== null && differs(truthOutcome(row, patienceMs), byCitizen.get(row.citizen))).length
  }
  // By class, where requests cannot be told apart: what is counted in a class beyond those that belong there.
  const truth = countOutcomes(rows.flatMap((row) => truthOutcome(row, patienceMs) ?? []))
  if (question.mode.kind === 'refuse') truth.refused = Infinity
  return counted.reduce(
    (sum, { standsFor, count }) => sum + Math.max(0, count - total(standsFor.map((outcome) => truth[outcome]))),
    0,
  )
}

/** Who has no record is unaccounted for, not misclassified. */
function differs(truth: Outcome | null, recorded: Outcome | undefined): boolean {
  return truth !== null && recorded !== undefined && truth !== recorded
}

function recordedOf({ counted }: Observation): number {
  return total(counted.map(({ count }) => count))
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}

function difference(recorded: number | null, truth: number | null): number | null {
  return recorded === null || truth === null ? null : recorded - truth
}

function signed(ms: number): string {
  const text = Math.abs(ms) < 100 ? ms.toFixed(1) : String(Math.round(ms))
  return ms < 0 ? text : `+${text}`
}
