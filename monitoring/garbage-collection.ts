import { constants, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks'
import { Histogram, type Registry } from 'prom-client'
import { GC_DURATION_SECONDS } from './metric-names.ts'

const KINDS = new Map([
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_MINOR_MARK_SWEEP, 'minor'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
])

/** The types of Node leave its `detail` out. */
type Collection = PerformanceEntry & { readonly detail: { readonly kind: number } }

/**
 * Counts every garbage collection and its time. Collections of one turn of the event loop come in one list: a portal that dies of its
 * heap makes many in a turn, and prom-client's default metric, which looks at the first of a list, would show the fewest just then.
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
  const observer = new PerformanceObserver((list) => {
    for (const { detail, duration } of list.getEntries() as Collection[]) {
      const kind = KINDS.get(detail.kind)
      if (kind !== undefined) durationSeconds.observe({ kind }, duration / 1000)
    }
  })
  observer.observe({ type: 'gc', buffered: false })
}
