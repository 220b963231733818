import { createRequire, syncBuiltinESMExports } from 'node:module'
import type { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks'

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

const hooks = require('node:perf_hooks') as {
  monitorEventLoopDelay: typeof monitorEventLoopDelay
  PerformanceObserver: { prototype: PerformanceObserver }
}
const watching: { on(): void; off(): void }[] = []

const monitor = hooks.monitorEventLoopDelay
hooks.monitorEventLoopDelay = (options) => {
  const delay = monitor(options)
  watching.push({ on: () => delay.enable(), off: () => delay.disable() })
  return delay
}
const { observe } = hooks.PerformanceObserver.prototype
hooks.PerformanceObserver.prototype.observe = function (this: PerformanceObserver, ...options) {
  observe.apply(this, options)
  watching.push({ on: () => observe.apply(this, options), off: () => this.disconnect() })
}
syncBuiltinESMExports()

process.on('SIGUSR2', () => {
  isBare = !isBare
  for (const { on, off } of watching) (isBare ? off : on)()
})
