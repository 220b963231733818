import { setTimeout as delay } from 'node:timers/promises'
import { expect, it, jest } from '@jest/globals'
import { type Histogram, Registry } from 'prom-client'
import { metricValue } from '../loadtest/environment/metric-value.ts'
import { BatchedHistogram } from './batched-histogram.ts'

function batched() {
  const registry = new Registry()
  const configuration = {
    name: 'took_seconds',
    help: 'Time',
    labelNames: ['route'] as const,
    buckets: [1, 2],
    registers: [registry],
  }
  const took = new BatchedHistogram(configuration)
  return { registry, took, value: async (name: string) => metricValue(await registry.metrics(), name, 'route="/"') }
}

it('shows at each scrape whatever was observed before it, once', async () => {
  const { took, value } = batched()
  for (const seconds of [0.5, 1.5, 7]) took.observe({ route: '/' }, seconds)
  expect(await value('took_seconds_count')).toBe(3)
  took.observe({ route: '/' }, 1)
  expect(await value('took_seconds_count')).toBe(4)
  expect(await value('took_seconds_sum')).toBe(10)
})

it('keeps nothing for longer than a second when nobody scrapes', async () => {
  const { registry, took } = batched()
  const entered = jest.spyOn(registry.getSingleMetric('took_seconds') as Histogram, 'observe')
  took.observe({ route: '/' }, 1)
  expect(entered).not.toHaveBeenCalled()
  await delay(1100)
  expect(entered).toHaveBeenCalledTimes(1)
})
