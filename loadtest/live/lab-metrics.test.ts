import { describe, expect, it } from '@jest/globals'
import type { Registry } from 'prom-client'
import * as names from '../../monitoring/metric-names.ts'
import { metricSum, metricValue } from '../environment/metric-value.ts'
import type { ProcessExit } from '../records/trial-facts.ts'
import { exampleSecond } from '../trials/example-second.ts'
import { LabMetrics } from './lab-metrics.ts'
import type { WatchedTrial } from './watched-trial.ts'

const TRIAL: WatchedTrial = {
  id: 'fifo-tiny-s1-b1',
  strategy: 'fifo',
  scenario: 'tiny',
  seed: 1,
  block: 1,
  stages: [
    { name: 'before', durationS: 4, rate: 0.3 },
    { name: 'surge', durationS: 4, rate: 3 },
  ],
  nominalCapacityPerS: 30,
}
const DEATH: ProcessExit = {
  process: 'portal',
  pid: 7,
  atS: 3,
  code: null,
  signal: 'SIGABRT',
  unexpected: true,
  cause: 'heap-out-of-memory',
  evidence: '',
}

const text = async (registry: Registry | null) => (await registry?.metrics()) ?? ''

describe('metrics of the laboratory', () => {
  it('add up the seconds: people by fate, tries by outcome, latencies between bounds', async () => {
    const metrics = new LabMetrics()
    const observer = metrics.trial(TRIAL)
    observer.second(exampleSecond({ permits: 31, served: 30, late: 1, turnedAway: 20, gaveUp: 3, waiting: 0, arriving: 90 }))
    observer.second(
      exampleSecond({ permits: 10, served: 5, late: 5, turnedAway: 0, gaveUp: 1, waiting: 4, arriving: 10, inFlight: 7 }),
    )
    const page = await text(metrics.registryOf(TRIAL.id))
    const fate = (name: string) => metricValue(page, names.LAB_CITIZENS_TOTAL, `fate="${name}"`)
    expect([fate('served'), fate('late'), fate('waiting'), fate('turnedAway'), fate('gaveUp'), fate('notSent')]).toEqual([
      35, 6, 4, 20, 4, 0,
    ])
    expect(metricValue(page, names.LAB_ARRIVALS_TOTAL)).toBe(100)
    expect(metricValue(page, names.LAB_CITIZENS_ON_THEIR_WAY)).toBe(7)
    expect(metricValue(page, names.LAB_ATTEMPTS_TOTAL, 'outcome="rejected"')).toBe(100)
    expect(metricSum(page, names.LAB_ATTEMPTS_TOTAL)).toBe(174)
    expect(metricValue(page, names.LAB_ACKNOWLEDGED_TOTAL)).toBe(8)
    // 40, 60, 80 and 300 ms, twice.
    const upTo = (le: string) => metricValue(page, `${names.LAB_ACKNOWLEDGEMENT_SECONDS}_bucket`, `le="${le}"`)
    expect([upTo('0.025'), upTo('0.05'), upTo('0.1'), upTo('0.25'), upTo('0.5'), upTo('30')]).toEqual([0, 2, 6, 6, 8, 8])
    expect(page).toContain(`${names.LAB_ACKNOWLEDGEMENT_SECONDS}_bucket{le="+Inf"} 8`)
    expect(metricValue(page, `${names.LAB_ACKNOWLEDGEMENT_SECONDS}_count`)).toBe(8)
    expect(metricValue(page, `${names.LAB_ACKNOWLEDGEMENT_SECONDS}_sum`)).toBeCloseTo(0.96)
    expect(metricValue(page, names.LAB_NOMINAL_CAPACITY)).toBe(30)
  })

  it('show one stage at a time, and none before and after', async () => {
    const metrics = new LabMetrics()
    const observer = metrics.trial(TRIAL)
    const shown = async () => {
      const page = await text(metrics.registryOf(null))
      return ['before', 'surge', 'drain'].map((stage) => metricValue(page, names.LAB_STAGE, `stage="${stage}"`))
    }
    observer.phase('warming up')
    expect(await shown()).toEqual([0, 0, 0])
    observer.second(exampleSecond({ stage: 'surge' }))
    expect(await shown()).toEqual([0, 1, 0])
    observer.second(exampleSecond({ stage: 'drain' }))
    expect(await shown()).toEqual([0, 0, 1])
    observer.phase('audit')
    expect(await shown()).toEqual([0, 0, 0])
  })

  it('know deaths and starts from zero on, so that the first one is a rise', async () => {
    const metrics = new LabMetrics()
    const observer = metrics.trial(TRIAL)
    const deaths = async () =>
      metricValue(await text(metrics.registryOf(null)), names.LAB_PROCESS_EXITS_TOTAL, 'name="portal",cause="heap-out-of-memory"')
    observer.targets?.([{ process: 'portal', address: '127.0.0.1:9' }])
    expect(await deaths()).toBe(0)
    observer.start?.('portal')
    observer.exit(DEATH)
    observer.start?.('portal')
    expect(await deaths()).toBe(1)
    expect(metricValue(await text(metrics.registryOf(null)), names.LAB_PROCESS_STARTS_TOTAL, 'name="portal"')).toBe(2)
  })

  it('do not know them of a portal that runs elsewhere: no figure rather than 0', async () => {
    const metrics = new LabMetrics()
    const observer = metrics.trial(TRIAL)
    observer.targets?.([])
    observer.second(exampleSecond())
    expect(await text(metrics.registryOf(null))).not.toMatch(/antrean_lab_process_(exits|starts)/)
  })

  it('say when people began to come, not before they do', async () => {
    const metrics = new LabMetrics()
    const observer = metrics.trial(TRIAL)
    const startS = async () => metricValue(await text(metrics.registryOf(null)), names.LAB_TRIAL_START_TIME_SECONDS)
    expect(await startS()).toBeNull()
    observer.started?.(null, 1_700_000_000_500)
    expect(await startS()).toBe(1_700_000_000.5)
  })

  it('begin anew with every trial; the one before can still be read, older ones are gone', async () => {
    const metrics = new LabMetrics()
    expect(metrics.registryOf(null)).toBeNull()
    for (const id of ['one', 'two', 'three']) metrics.trial({ ...TRIAL, id }).second(exampleSecond({ arriving: 5 }))
    metrics.trial({ ...TRIAL, id: 'three' })
    const arrived = async (id: string | null) => metricValue(await text(metrics.registryOf(id)), names.LAB_ARRIVALS_TOTAL)
    expect(metrics.registryOf('one')).toBeNull()
    expect([await arrived('two'), await arrived('three'), await arrived(null)]).toEqual([5, 0, 0])
  })

  it('export every name of theirs, and no other', async () => {
    const metrics = new LabMetrics()
    const observer = metrics.trial(TRIAL)
    observer.started?.(null, 1)
    observer.start?.('portal')
    const exported = (await metrics.registryOf(null)?.getMetricsAsJSON())?.map(({ name }) => name)
    const theirs = Object.values(names).filter((name) => name.startsWith('antrean_lab_'))
    expect(exported?.toSorted()).toEqual(theirs.toSorted())
  })
})
