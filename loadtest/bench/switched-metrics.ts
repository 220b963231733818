import { createRequire, syncBuiltinESMExports } from 'node:module'
import type { monitorEventLoopDelay } from 'node:perf_hooks'
import { GCProfiler, type GCProfilerResult } from 'node:v8'
import { GateDecisions } from '../../monitoring/gate-decisions.ts'
import { type MeasuredRequest, RequestMetrics } from '../../monitoring/request-metrics.ts'

// Loaded into a portal before anything else (NODE_OPTIONS=--import): the same program, but SIGUSR2 makes whatever it measures go nowhere,
// and the next one makes it count again. So one process is the instrumented and the bare portal in turn. One instrument stays in both: the
// question for the officers' queue, once a second.

const require = createRequire(import.meta.url)
let isBare = false

const metrics = require('prom-client') as Record<'Counter' | 'Gauge' | 'Histogram', { prototype: object }>
/** prom-client 15 gives each counter and histogram one of two methods when it is made. */
const METHODS = ['inc', 'dec', 'set', 'incWithoutExemplar', 'observeWithoutExemplar']
for (const { prototype } of [metrics.Counter, metrics.Gauge, metrics.Histogram]) {
  for (const name of METHODS) {
    const method = (prototype as Record<string, ((...args: unknown[]) => unknown) | undefined>)[name]
    if (method === undefined) continue
    const switched = function (this: object, a: unknown, b: unknown) {
      return isBare ? undefined : method.call(this, a, b)
    }
    Object.assign(prototype, { [name]: switched })
  }
}

// Of each request nothing is measured at all, not even the time.
const { enter } = RequestMetrics.prototype
const IGNORED: MeasuredRequest = { closed: () => undefined, workEnded: () => undefined }
RequestMetrics.prototype.enter = function (this: RequestMetrics, route) {
  return isBare ? IGNORED : enter.call(this, route)
}
const { count } = GateDecisions.prototype
GateDecisions.prototype.count = function (this: GateDecisions, step, decision, by) {
  if (!isBare) count.call(this, step, decision, by)
}

const hooks = require('node:perf_hooks') as { monitorEventLoopDelay: typeof monitorEventLoopDelay }
const watching: { on(): void; off(): void }[] = []
const monitor = hooks.monitorEventLoopDelay
hooks.monitorEventLoopDelay = (options) => {
  const delay = monitor(options)
  watching.push({ on: () => delay.enable(), off: () => delay.disable() })
  return delay
}
syncBuiltinESMExports()

// Of the garbage collections: V8 tells a profiler that has started. A bare portal has one that has not.
const { start, stop } = GCProfiler.prototype
const started = new Set<GCProfiler>()
const SAW_NOTHING: GCProfilerResult = { version: 1, startTime: 0, endTime: 0, statistics: [] }
GCProfiler.prototype.start = function (this: GCProfiler) {
  started.add(this)
  if (!isBare) start.call(this)
}
GCProfiler.prototype.stop = function (this: GCProfiler) {
  started.delete(this)
  return stop.call(this) ?? SAW_NOTHING
}
watching.push({
  on: () => started.forEach((profiler) => start.call(profiler)),
  off: () => started.forEach((profiler) => stop.call(profiler)),
})

process.on('SIGUSR2', () => {
  isBare = !isBare
  for (const { on, off } of watching) (isBare ? off : on)()
})
