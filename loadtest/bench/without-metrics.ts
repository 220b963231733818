import { createRequire } from 'node:module'
import { PerformanceObserver } from 'node:perf_hooks'

// Loaded into a portal before anything else (NODE_OPTIONS=--import): the same program, but whatever it measures goes nowhere. That is
// the bare portal which the instrumented one is held against.

const metrics = createRequire(import.meta.url)('prom-client') as Record<
  'Counter' | 'Gauge' | 'Histogram',
  { prototype: object }
> & {
  collectDefaultMetrics: unknown
}
/** prom-client 15 gives each counter and histogram one of two methods when it is made. */
const METHODS = ['inc', 'dec', 'set', 'incWithoutExemplar', 'observeWithoutExemplar']
const nothing = () => undefined
for (const { prototype } of [metrics.Counter, metrics.Gauge, metrics.Histogram]) {
  for (const method of METHODS) if (method in prototype) Object.assign(prototype, { [method]: nothing })
}
metrics.collectDefaultMetrics = nothing
PerformanceObserver.prototype.observe = nothing
