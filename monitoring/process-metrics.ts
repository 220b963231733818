import { getHeapStatistics } from 'node:v8'
import type { Registry } from 'prom-client'
import { watchEventLoop } from './event-loop.ts'
import { watchGarbageCollection } from './garbage-collection.ts'
import * as names from './metric-names.ts'
import { watchOpenFiles } from './open-files.ts'
import { stateCounter } from './state-counter.ts'
import { stateGauge } from './state-gauge.ts'

/**
 * What every process exports about itself: CPU, memory, files, heap, garbage collection, event loop and uptime. Once a registry. Names are
 * those of prom-client's default metrics; why these are not used is in docs/decisions/0013.
 */
export function processMetrics(registry: Registry): void {
  const show = (name: string, help: string, read: () => number) => stateGauge(registry, name, help, read)
  stateCounter(registry, names.PROCESS_CPU_SECONDS_TOTAL, 'CPU time of the process, program and kernel, s', [], () => {
    const { user, system } = process.cpuUsage()
    return [[{}, (user + system) / 1e6]]
  })
  show(names.PROCESS_START_TIME_SECONDS, 'When the process started, s since 1970', () => performance.timeOrigin / 1000)
  const clock = 'Since the start of the process, on the clock that measures its work: when this scrape was read'
  show(names.UPTIME_SECONDS, clock, () => performance.now() / 1000)
  show(names.RESIDENT_MEMORY_BYTES, 'Memory of the process that is in RAM', () => process.memoryUsage.rss())
  const heap = 'JavaScript objects, those that are not yet collected included'
  show(names.HEAP_USED_BYTES, heap, () => getHeapStatistics().used_heap_size)
  watchGarbageCollection(registry)
  watchEventLoop(registry)
  watchOpenFiles(registry)
}
