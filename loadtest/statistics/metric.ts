import { UsageError } from '../commands/usage-error.ts'
import type { TrialSummary } from './trial-summary.ts'

/** Every figure of a trial that a study, a threshold or a comparison may be about: its group and the names in it. */
const METRICS = {
  permitGoodputPerS: ['before', 'during', 'after'],
  ackGoodputPerS: ['before', 'during', 'after'],
  servedShare: ['before', 'during', 'after'],
  servedWithin: ['s5', 's30', 's120'],
  pageOpened: [],
  availability: [],
  promiseKept: [],
  wastedWork: [],
  latencyMs: ['p50', 'p90', 'p95', 'p99', 'max', 'count', 'censored'],
  pageMs: ['p50', 'p90', 'p95', 'p99', 'max', 'count', 'censored'],
  timeToPermitS: ['p50', 'p95', 'p99'],
  cpuSecondsPerPermit: ['portal', 'worker', 'postgres', 'redis'],
  cpuCorePct: ['before', 'during', 'after'],
  recoveryS: [],
  backlogClearedS: [],
  citizens: ['scheduled', 'served', 'late', 'waiting', 'turnedAway', 'gaveUp', 'notSent'],
  attempts: ['sent', 'ok', 'rejected', 'timedOut', 'failed', 'reset', 'refused'],
  crashes: ['length'],
  ledger: ['acknowledged', 'issued', 'pending', 'stuck', 'lost', 'duplicated', 'orphaned', 'wrongNib', 'unacknowledged'],
  generator: ['lagP99Ms', 'cpuPct', 'stealPct', 'socketsMax'],
} as const satisfies { [group in keyof TrialSummary]?: readonly (keyof NonNullable<TrialSummary[group]>)[] }

export type MetricGroup = keyof typeof METRICS

const PATHS: readonly string[] = Object.entries(METRICS).flatMap(([group, names]) =>
  names.length === 0 ? [group] : names.map((name) => `${group}.${name}`),
)

/** All valid paths, e.g. `permitGoodputPerS.during`, `latencyMs.p99`, `pageOpened`. */
export function metricPaths(): readonly string[] {
  return PATHS
}

/**
 * One figure of a trial by its dotted path; null = not known.
 *
 * @throws UsageError when there is no such figure.
 */
export function metricOf(trial: TrialSummary, path: string): number | null {
  if (!PATHS.includes(path)) throw new UsageError(`Unknown metric "${path}". Valid are: ${PATHS.join(', ')}.`)
  let value: unknown = trial
  for (const name of path.split('.')) value = (value as Record<string, unknown> | null)?.[name]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/**
 * Half of the smallest amount by which the figure can differ from 0: what is added to both sides where one is 0, whose logarithm
 * is no number. Half a citizen for counts, rates and shares; half of the resolution for times. Of shares a summary keeps no denominator, so
 * what is nearest to it stands in: all who came for a permit for those of one window and for those who were promised something, all attempts
 * for visitors and agency calls (both are at least as many, so the step is rather too small), seconds for probes (one or two a second).
 * Whoever uses it must not let the verdict depend on its size (paired-blocks.ts, comparisons.ts).
 */
export function halfStepOf(trial: TrialSummary, path: string): number {
  const [group = '', name] = path.split('.')
  const window = trial.windows[name as 'before' | 'during' | 'after']
  if (group.endsWith('GoodputPerS')) return 0.5 / (window ? window.endS - window.startS : 1)
  if (group === 'timeToPermitS' || group === 'cpuSecondsPerPermit') return 0.0005
  const of = denominatorOf(trial, group)
  return of === null ? 0.5 : 0.5 / Math.max(1, of)
}

/** Of what a share is one, or what stands in for it; null = the figure is no share. */
function denominatorOf({ citizens, attempts, endedS }: TrialSummary, group: string): number | null {
  if (group === 'availability') return endedS
  if (group === 'pageOpened' || group === 'wastedWork') return attempts.sent
  return ['servedShare', 'servedWithin', 'promiseKept'].includes(group) ? citizens.scheduled : null
}
