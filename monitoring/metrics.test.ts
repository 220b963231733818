import { readFile } from 'node:fs/promises'
import { describe, expect, it } from '@jest/globals'
import { Registry } from 'prom-client'
import { LabMetrics } from '../loadtest/live/lab-metrics.ts'
import type { RunningSystem } from '../loadtest/trials/running-system.ts'
import { agencyMetrics } from './agency-metrics.ts'
import { backlogMetrics } from './backlog-metrics.ts'
import * as names from './metric-names.ts'
import { portalMetrics } from './portal-metrics.ts'
import { queueMetrics } from './queue-metrics.ts'
import { verificationMetrics } from './verification-metrics.ts'
import { workerMetrics } from './worker-metrics.ts'

const pool = { totalCount: 20, idleCount: 5, waitingCount: 300, options: { max: 25 } }
const desk = { slots: 50, busy: 3, waiting: 2, dailyQuota: null, usedToday: 7 }

function portal() {
  const registry = new Registry()
  portalMetrics(registry, pool)
  backlogMetrics(registry, () => 0)
  verificationMetrics(registry, () => null)
  return registry
}

function worker() {
  const registry = new Registry()
  workerMetrics(registry, ['main'], pool)
  backlogMetrics(registry, () => 0)
  queueMetrics(registry, { depthByLane: () => null, outbox: () => null })
  return registry
}

function agencies() {
  const registry = new Registry()
  agencyMetrics(registry, () => desk)
  return registry
}

function lab() {
  const metrics = new LabMetrics()
  const trial = { id: 't', strategy: 'fifo', scenario: 'smoke', seed: 1, block: 1, stages: [], nominalCapacityPerS: 10 }
  const observer = metrics.trial(trial)
  observer.targets?.([{ process: 'portal', address: '127.0.0.1:1' }])
  observer.started?.({} as RunningSystem, Date.now())
  return metrics.registryOf('t')!
}

const namesIn = async (registry: Registry) => (await registry.getMetricsAsJSON()).map(({ name }) => name)
const all: string[] = Object.values(names)

describe('metrics', () => {
  it('every name is created by some process, and none of ours that has no name here', async () => {
    const created = new Set((await Promise.all([portal(), worker(), agencies(), lab()].map(namesIn))).flat())
    const platform = process.platform === 'linux' ? all : all.filter((name) => !name.startsWith('process_'))
    expect(platform.filter((name) => !created.has(name))).toEqual([])
    expect([...created].filter((name) => name.startsWith('antrean_') && !all.includes(name))).toEqual([])
  })

  it('every name of ours is explained in the README', async () => {
    const readme = await readFile(new URL('README.md', import.meta.url), 'utf8')
    expect(all.filter((name) => name.startsWith('antrean_') && !readme.includes(`\`${name}\``))).toEqual([])
  })

  it('the pool is read at each scrape', async () => {
    const registry = portal()
    expect(await registry.metrics()).toContain(`${names.PG_POOL_CONNECTIONS}{state="busy"} 15`)
    expect(await registry.metrics()).toContain(`${names.PG_POOL_SIZE} 25`)
    pool.waitingCount = 301
    expect(await registry.metrics()).toContain(`${names.PG_POOL_CONNECTIONS}{state="waiting"} 301`)
  })

  it('counters of what may never happen begin at 0, so that the first time is a rise', async () => {
    const text = await worker().metrics()
    for (const result of ['issued', 'rejected', 'done-before', 'failed']) {
      expect(text).toContain(`${names.JOB_ATTEMPTS_TOTAL}{result="${result}"} 0`)
    }
    expect(text).toContain(`${names.JOBS_STALLED_TOTAL}{lane="main"} 0`)
    expect(text).toContain(`${names.APPLICATION_WAIT_SECONDS}_count{lane="main"} 0`)
    expect(await portal().metrics()).toContain(`${names.VERIFICATION_DECISIONS_TOTAL}{decision="return"} 0`)
  })

  it('what the officers have before them is shown whole, or not at all', async () => {
    const registry = new Registry()
    let queue: Parameters<typeof verificationMetrics>[1] = () => null
    verificationMetrics(registry, () => queue())
    expect((await registry.metrics()).split('\n').filter((line) => line && !line.startsWith('#'))).toEqual([])
    queue = () => ({ open: 4, claimed: 2, returned: 1, oldestS: 9.5, overdue: 3, slaUsedRatio: 1.5, officersBusy: 2 })
    const text = await registry.metrics()
    expect(text).toContain(`${names.VERIFICATION_TASKS}{state="returned"} 1`)
    expect(text).toContain(`${names.VERIFICATION_OLDEST_SECONDS} 9.5`)
    expect(text).toContain(`${names.VERIFICATION_OVERDUE} 3`)
    expect(text).toContain(`${names.VERIFICATION_SLA_USED_RATIO} 1.5`)
    expect(text).toContain(`${names.VERIFICATION_OFFICERS_BUSY} 2`)
  })
})
