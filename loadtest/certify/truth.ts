import { OUTCOMES, type Outcome } from '../records/attempt-record.ts'
import { quantile } from '../statistics/quantile.ts'
import type { Stall } from './truth-server.ts'
import type { TruthRow } from './truth-row.ts'

/** p50, p90 and p99 of times, ms; null of none. */
export interface Quantiles {
  p50: number | null
  p90: number | null
  p99: number | null
}

/** Somebody whose connection ended this much before her patience did not give up: the run was over, or she was ended by it. */
const GRAIN_MS = 50

export function quantilesOf(ms: readonly number[]): Quantiles {
  return { p50: quantile(ms, 0.5), p90: quantile(ms, 0.9), p99: quantile(ms, 0.99) }
}

/** What came of a request for somebody with this patience; null = she was gone before either an answer or the end of her patience. */
export function truthOutcome({ outcome, arrivedMs, answeredMs, leftMs }: TruthRow, patienceMs: number): Outcome | null {
  if (answeredMs !== null && answeredMs - arrivedMs <= patienceMs) return outcome
  return leftMs !== null && leftMs - arrivedMs < patienceMs - GRAIN_MS ? null : 'timedOut'
}

/** How often each outcome was. */
export function countOutcomes(outcomes: Iterable<Outcome>): Record<Outcome, number> {
  const counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>
  for (const outcome of outcomes) counts[outcome]++
  return counts
}

/** Waits of those who were answered or gave up, as the server measured them; a wait given up counts as the patience. */
export function serverWaits(rows: readonly TruthRow[], patienceMs: number): number[] {
  return rows.flatMap((row) => {
    const outcome = truthOutcome(row, patienceMs)
    if (outcome === 'timedOut') return [patienceMs]
    return outcome === 'ok' ? [(row.answeredMs as number) - row.arrivedMs] : []
  })
}

/**
 * Waits of people who mean to come at these times (ms since the first of them) to a server that answers after its usual time, but
 * nobody within the stall: from her intended start until its end, whether or not the generator has sent her request by then.
 * @param rows in order of arrival
 */
export function stallWaits(intendedMs: readonly number[], rows: readonly TruthRow[], stall: Stall): number[] {
  const zero = (rows[0]?.arrivedMs ?? 0) - (intendedMs[0] ?? 0)
  const undisturbed = rows.filter(
    ({ arrivedMs, answeredMs }) => answeredMs !== null && (answeredMs < stall.fromMs || arrivedMs > stall.toMs),
  )
  const usualMs =
    quantile(
      undisturbed.map(({ arrivedMs, answeredMs }) => (answeredMs as number) - arrivedMs),
      0.5,
    ) ?? 0
  return intendedMs.map((atMs) => {
    const dueMs = zero + atMs + usualMs
    const held = dueMs >= stall.fromMs && zero + atMs < stall.toMs
    return held ? Math.max(usualMs, stall.toMs - zero - atMs) : usualMs
  })
}

/** How much later than her patience people closed their connections, p99, ms; null when nobody gave up before the server's eyes. */
export function lateToLeaveMs(rows: readonly TruthRow[], patienceMs: number): number | null {
  const late = rows.flatMap((row) =>
    row.leftMs !== null && truthOutcome(row, patienceMs) === 'timedOut' ? [row.leftMs - row.arrivedMs - patienceMs] : [],
  )
  return quantile(late, 0.99)
}
