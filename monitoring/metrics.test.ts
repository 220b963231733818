import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { Registry } from 'prom-client'
import { agencyMetrics } from './agency-metrics.ts'
import * as names from './metric-names.ts'
import { portalMetrics } from './portal-metrics.ts'
import { workerMetrics } from './worker-metrics.ts'

const ours = async (registry: Registry) =>
  (await registry.getMetricsAsJSON()).map(({ name }) => name).filter((name) => name.startsWith('antrean_'))

describe('metrics', () => {
  it('every name is created by some process, and no other', async () => {
    const registries = [new Registry(), new Registry(), new Registry()] as const
    portalMetrics(registries[0])
    workerMetrics(registries[1])
    agencyMetrics(registries[2], () => ({ busy: 0, waiting: 0 }))
    const created = new Set((await Promise.all(registries.map(ours))).flat())
    const named = Object.values(names).filter((name) => name.startsWith('antrean_'))
    expect([...created].toSorted()).toEqual(named.toSorted())
    expect(await registries[0].metrics()).toContain(names.HEAP_USED_BYTES)
  })

  it('the pool is read at each scrape', async () => {
    const registry = new Registry()
    const pool = { totalCount: 20, idleCount: 5, waitingCount: 300 }
    portalMetrics(registry, pool)
    expect(await registry.metrics()).toContain(`${names.PG_POOL_CONNECTIONS}{state="busy"} 15`)
    pool.waitingCount = 301
    expect(await registry.metrics()).toContain(`${names.PG_POOL_CONNECTIONS}{state="waiting"} 301`)
  })

  it('event-loop utilisation follows a busy loop', async () => {
    const registry = new Registry()
    portalMetrics(registry)
    const gauge = registry.getSingleMetric(names.EVENT_LOOP_UTILISATION_RATIO)
    const busyUntilMs = performance.now() + 1300
    while (performance.now() < busyUntilMs) await delay(0).then(() => spin(20))
    const value = (await gauge?.get())?.values[0]?.value
    expect(value).toBeGreaterThan(0.5)
    expect(value).toBeLessThanOrEqual(1)
  })
})

function spin(ms: number) {
  const untilMs = performance.now() + ms
  while (performance.now() < untilMs);
}
