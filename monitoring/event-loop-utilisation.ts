import { performance } from 'node:perf_hooks'
import { Gauge, type Registry } from 'prom-client'
import { EVENT_LOOP_UTILISATION_RATIO } from './metric-names.ts'

const PERIOD_MS = 1000

/** Keeps the share of the last whole second (longer when the loop was blocked) in which the event loop was busy, 0..1. */
export function watchEventLoop(registry: Registry): void {
  const gauge = new Gauge({
    name: EVENT_LOOP_UTILISATION_RATIO,
    help: 'Share of the last second in which the event loop was busy, 0 to 1',
    registers: [registry],
  })
  let before = performance.eventLoopUtilization()
  setInterval(() => {
    const now = performance.eventLoopUtilization()
    gauge.set(performance.eventLoopUtilization(now, before).utilization)
    before = now
  }, PERIOD_MS).unref()
}
