import { GCProfiler } from 'node:v8'
import { Histogram, type Registry } from 'prom-client'
import { GC_DURATION_SECONDS } from './metric-names.ts'

const PERIOD_MS = 1000
const MICROSECONDS_PER_S = 1e6
/** V8's names, as the profiler writes them. */
const KINDS = new Map([
  ['MarkSweepCompact', 'major'],
  ['Scavenge', 'minor'],
  ['MinorMarkSweep', 'minor'],
  ['IncrementalMarking', 'incremental'],
  ['ProcessWeakCallbacks', 'weakcb'],
])

/**
 * Counts every garbage collection and its time, and shows them once a second. Of the two ways in which Node tells of them this one costs the
 * process nothing that could be measured; a PerformanceObserver, which makes an object of each, took over 100 us a collection (docs/decisions/0013).
 */
export function watchGarbageCollection(registry: Registry): void {
  const durationSeconds = new Histogram({
    name: GC_DURATION_SECONDS,
    help: 'Garbage collection by kind: major, minor, incremental or weakcb',
    labelNames: ['kind'],
    buckets: [0.001, 0.01, 0.1, 1, 2, 5],
    registers: [registry],
  })
  for (const kind of new Set(KINDS.values())) durationSeconds.zero({ kind })
  let profiler = startedProfiler()
  setInterval(() => {
    const ended = profiler
    // Before the other ends: what it saw is parsed in `stop`, and that may be what starts the next collection.
    profiler = startedProfiler()
    for (const { gcType, cost } of ended.stop().statistics) {
      const kind = KINDS.get(gcType)
      if (kind !== undefined) durationSeconds.observe({ kind }, cost / MICROSECONDS_PER_S)
    }
  }, PERIOD_MS).unref()
}

function startedProfiler(): GCProfiler {
  const profiler = new GCProfiler()
  profiler.start()
  return profiler
}
