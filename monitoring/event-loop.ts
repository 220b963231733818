import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { Gauge, type Registry } from 'prom-client'
import { EVENT_LOOP_LAG_P99_SECONDS, EVENT_LOOP_UTILISATION_RATIO } from './metric-names.ts'

const PERIOD_MS = 1000
/**
 * Node measures the lag as the time between two ticks of a timer of this period, so that an idle loop would show the period. Each wakes an
 * idle process: with 10 ms the watch took 0.42 % of a core, with 20 ms 0.29 %.
 */
const TICK_MS = 20

/**
 * Keeps, of the last whole second (longer when the loop was blocked), the share in which the event loop was busy and how late it was.
 * On a timer of its own: every scraper reads the same, however many there are.
 */
export function watchEventLoop(registry: Registry): void {
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [registry] })
  const utilisation = gauge(EVENT_LOOP_UTILISATION_RATIO, 'Share of the last second in which the event loop was busy, 0 to 1')
  const lag = (name: string, what: string) => gauge(name, `Lag of the event loop in the last second, ${what}, s`)
  const [mean, p50, p99, max] = [
    lag('nodejs_eventloop_lag_mean_seconds', 'mean'),
    lag('nodejs_eventloop_lag_p50_seconds', 'median'),
    lag(EVENT_LOOP_LAG_P99_SECONDS, '99th percentile'),
    lag('nodejs_eventloop_lag_max_seconds', 'longest'),
  ]

  const delay = monitorEventLoopDelay({ resolution: TICK_MS })
  delay.enable()
  let before = performance.eventLoopUtilization()
  setInterval(() => {
    const now = performance.eventLoopUtilization()
    utilisation.set(performance.eventLoopUtilization(now, before).utilization)
    before = now
    mean.set(lagS(delay.mean))
    p50.set(lagS(delay.percentile(50)))
    p99.set(lagS(delay.percentile(99)))
    max.set(lagS(delay.max))
    delay.reset()
  }, PERIOD_MS).unref()
}

/** NaN, the mean of no tick at all, becomes 0. */
function lagS(tickNs: number): number {
  return Math.max(0, tickNs / 1e9 - TICK_MS / 1000) || 0
}
