import { collectDefaultMetrics, Registry } from 'prom-client'
import { watchEventLoop } from './event-loop.ts'
import { watchGarbageCollection } from './garbage-collection.ts'
import { UPTIME_SECONDS } from './metric-names.ts'
import { watchOpenFiles } from './open-files.ts'
import { stateGauge } from './state-gauge.ts'

/**
 * Default metrics that are not taken over. Of garbage collection they count the first of several collections in a turn of the loop
 * only; event-loop lag they forget at each scrape, so that two scrapers take it from one another; open files, active handles and
 * requests are listed one by one: with 10,000 sockets a scrape took 18 ms of CPU, and takes less than 1 ms without them.
 */
const NOT_TAKEN = /^(nodejs_(gc|eventloop|active)_|process_open_fds)/

/** How often the library's own watch of the event loop wakes up, which is not taken over and cannot be left out. */
const HARDLY_EVER_MS = 60_000

/** What every process exports about itself: CPU, memory, files, heap, garbage collection, event loop and uptime. Once a registry. */
export function processMetrics(registry: Registry): void {
  const defaults = new Registry()
  collectDefaultMetrics({ register: defaults, eventLoopMonitoringPrecision: HARDLY_EVER_MS })
  for (const { name } of defaults.getMetricsAsArray()) {
    const metric = defaults.getSingleMetric(name)
    if (metric && !NOT_TAKEN.test(name)) registry.registerMetric(metric)
  }
  watchGarbageCollection(registry)
  watchEventLoop(registry)
  watchOpenFiles(registry)
  stateGauge(
    registry,
    UPTIME_SECONDS,
    'Since the start of the process, on the clock that measures its work: when this scrape was read',
    () => performance.now() / 1000,
  )
}
