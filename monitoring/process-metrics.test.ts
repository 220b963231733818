import { open } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from '@jest/globals'
import { Registry } from 'prom-client'
import { metricValue } from '../loadtest/environment/metric-value.ts'
import * as names from './metric-names.ts'
import { processMetrics } from './process-metrics.ts'

const spin = (ms: number) => {
  const untilMs = performance.now() + ms
  while (performance.now() < untilMs);
}

function metricsOfThisProcess() {
  const registry = new Registry()
  processMetrics(registry)
  return { value: async (name: string, labels?: string) => metricValue(await registry.metrics(), name, labels), registry }
}

describe('what a process shows of itself', () => {
  it('every garbage collection counts, also when several fall into one turn of the event loop', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const { value } = metricsOfThisProcess()
    for (let n = 0; n < 5; n += 1) collect()
    await delay(1100)
    expect(await value(`${names.GC_DURATION_SECONDS}_count`, 'kind="major"')).toBeGreaterThanOrEqual(5)
    expect(await value(`${names.GC_DURATION_SECONDS}_sum`, 'kind="major"')).toBeGreaterThan(0)
    expect(await value(`${names.GC_DURATION_SECONDS}_count`, 'kind="weakcb"')).not.toBeNull()
  })

  it('a blocked loop shows in utilisation and lag, to every scraper alike', async () => {
    const { value } = metricsOfThisProcess()
    // From the end of one second to the end of the next, whatever they begin with.
    const busyUntilMs = performance.now() + 2300
    while (performance.now() < busyUntilMs) await delay(1).then(() => spin(300))
    const read = async () => [await value(names.EVENT_LOOP_UTILISATION_RATIO), await value(names.EVENT_LOOP_LAG_P99_SECONDS)]
    const [first, second] = [await read(), await read()]
    expect(second).toEqual(first)
    expect(first[0]).toBeGreaterThan(0.8)
    expect(first[0]).toBeLessThanOrEqual(1)
    expect(first[1]).toBeGreaterThan(0.25)
  })

  it('memory, files, CPU and start are there, and nothing that walks over every socket', async () => {
    const { value, registry } = metricsOfThisProcess()
    for (const name of [
      names.HEAP_USED_BYTES,
      names.RESIDENT_MEMORY_BYTES,
      names.PROCESS_START_TIME_SECONDS,
      names.PROCESS_CPU_SECONDS_TOTAL,
      names.UPTIME_SECONDS,
      ...(process.platform === 'linux' ? [names.OPEN_FILES, names.OPEN_FILES_MAX] : []),
    ]) {
      expect([name, await value(name)]).toEqual([name, expect.any(Number)])
    }
    expect(await registry.metrics()).not.toContain('nodejs_active')
  })

  it('each is read when it is asked for alone', async () => {
    const { registry } = metricsOfThisProcess()
    for (const name of [names.HEAP_USED_BYTES, names.RESIDENT_MEMORY_BYTES, names.PROCESS_CPU_SECONDS_TOTAL]) {
      expect(metricValue(await registry.getSingleMetricAsString(name), name)).toBeGreaterThan(0)
    }
  })

  it('open files are counted as they are', async () => {
    if (process.platform !== 'linux') return
    const { value } = metricsOfThisProcess()
    const before = (await value(names.OPEN_FILES))!
    const files = await Promise.all(Array.from({ length: 30 }, () => open(import.meta.filename)))
    const during = (await value(names.OPEN_FILES))!
    await Promise.all(files.map((file) => file.close()))
    // Node itself may open or close one meanwhile.
    expect(Math.abs(during - before - 30)).toBeLessThan(5)
  })
})
