import { Counter, Histogram, type Registry } from 'prom-client'
import * as names from './metric-names.ts'
import { processMetrics } from './process-metrics.ts'
import { stateGauge } from './state-gauge.ts'

/** What the gauges read at each scrape. */
export interface DeskCounts {
  readonly slots: number
  readonly busy: number
  readonly waiting: number
  /** null = no quota. */
  readonly dailyQuota: number | null
  readonly usedToday: number
}

const OUTCOMES = ['answered', 'quota', 'overloaded', 'aborted'] as const

/** Creates the agencies' metrics in `registry`; `desk` is read at each scrape. */
export function agencyMetrics(registry: Registry, desk: () => DeskCounts) {
  const registers = [registry]
  processMetrics(registry)
  const show = (name: string, help: string, read: () => number) => stateGauge(registry, name, help, read)
  show(names.AGENCY_SLOTS, 'Identity checks that can be in service at the same time', () => desk().slots)
  show(
    names.AGENCY_SLOTS_BUSY,
    'Identity checks in service; above the slots for a while when those became fewer',
    () => desk().busy,
  )
  show(names.AGENCY_WAITING, 'Identity checks that wait for a slot', () => desk().waiting)
  show(names.AGENCY_QUOTA_LIMIT, 'Identity checks a day of Asia/Jakarta; +Inf = no quota', () => desk().dailyQuota ?? Infinity)
  show(names.AGENCY_QUOTA_USED, 'Identity checks taken from the quota today', () => desk().usedToday)
  const checks = new Counter({
    name: names.AGENCY_CHECKS_TOTAL,
    help: 'Identity checks by outcome: answered, quota, overloaded, aborted (the caller had gone)',
    labelNames: ['outcome'],
    registers,
  })
  for (const outcome of OUTCOMES) checks.inc({ outcome }, 0)
  return {
    checks,
    checkDurationSeconds: new Histogram({
      name: names.AGENCY_CHECK_DURATION_SECONDS,
      help: 'From the arrival of an answered check to its answer, wait for a slot included',
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 2, 5, 10, 30],
      registers,
    }),
  }
}
