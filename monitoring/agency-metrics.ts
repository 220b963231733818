import { collectDefaultMetrics, Counter, Gauge, Histogram, type Registry } from 'prom-client'
import * as names from './metric-names.ts'

/** What the gauges read at each scrape. */
export interface DeskCounts {
  readonly busy: number
  readonly waiting: number
}

/** Creates the agencies' metrics in `registry`, Node's default ones included; `desk` is read at each scrape. */
export function agencyMetrics(registry: Registry, desk: () => DeskCounts) {
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const slotsBusy = new Gauge({
    name: names.AGENCY_SLOTS_BUSY,
    help: 'Identity checks in service',
    registers,
    collect() {
      this.set(desk().busy)
    },
  })
  const waiting = new Gauge({
    name: names.AGENCY_WAITING,
    help: 'Identity checks that wait for a slot',
    registers,
    collect() {
      this.set(desk().waiting)
    },
  })
  return {
    slotsBusy,
    waiting,
    checks: new Counter({
      name: names.AGENCY_CHECKS_TOTAL,
      help: 'Identity checks by outcome: answered, quota, overloaded, aborted',
      labelNames: ['outcome'],
      registers,
    }),
    checkDurationSeconds: new Histogram({
      name: names.AGENCY_CHECK_DURATION_SECONDS,
      help: 'From the arrival of an answered check to its answer, wait for a slot included',
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 2, 5, 10, 30],
      registers,
    }),
  }
}
