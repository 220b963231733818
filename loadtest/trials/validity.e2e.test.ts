import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import * as names from '../../monitoring/metric-names.ts'
import { loadStrategies } from '../../strategies/load-strategies.ts'
import { nominalCapacityPerS } from '../../strategies/strategy.ts'
import { metricSum, metricValue } from '../environment/metric-value.ts'
import { LabMetrics } from '../live/lab-metrics.ts'
import { readTrialRecords } from '../records/trial-records.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import smoke from '../scenarios/smoke.ts'
import { FATES } from '../statistics/fates.ts'
import { summariseTrial } from '../statistics/summarise-trial.ts'
import { openLaboratory, type Laboratory } from './laboratory.ts'
import type { TrialSecond } from './observer.ts'
import { runTrial } from './run-trial.ts'
import type { Template } from './seeding.ts'
import { templateFor } from './template-for.ts'

/** A trial of some 20 s, in which other work on the machine may delay everything. */
const LIMIT_MS = 120_000

/** Four times what the agency can check; people give up after 2 s, so that an inline portal fills with work for nobody. */
const crush: Scenario = {
  ...smoke,
  name: 'crush',
  stages: [
    { name: 'before', durationS: 4, rate: 0.5 },
    { name: 'surge', durationS: 6, rate: 4 },
  ],
  mix: { 'returning-applicant': 0.9, visitor: 0.1 },
  behaviour: { ...smoke.behaviour, patienceS: 2, toleranceS: 8 },
  envelope: { ...smoke.envelope, agency: { slots: 8, serviceMs: 300, dailyQuota: null } },
  officers: 0,
}

describe('gauges and records of a real trial', () => {
  let lab: Laboratory
  let directory: string
  let template: Template
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'antrean-e2e-'))
    lab = await openLaboratory(crush.envelope)
    template = await templateFor(lab, crush, 5)
  })
  afterAll(async () => {
    await lab.close()
    rmSync(directory, { recursive: true })
  })

  async function trial(name: string, scenario: Scenario, of: Template) {
    const path = join(directory, name)
    const strategy = (await loadStrategies()).get(name)!
    const spec = { strategy, options: {}, scenario, seed: 5, block: 1, directory: path, template: of }
    const metrics = new LabMetrics()
    const { stages, envelope } = scenario
    const watched = metrics.trial({
      id: name,
      strategy: name,
      scenario: scenario.name,
      seed: 5,
      block: 1,
      stages,
      nominalCapacityPerS: nominalCapacityPerS(envelope),
    })
    const seconds: TrialSecond[] = []
    const observer = { ...watched, second: (second: TrialSecond) => (seconds.push(second), watched.second(second)) }
    await runTrial(lab, spec, observer, new AbortController().signal)
    const exposed = (await metrics.registryOf(name)?.metrics()) ?? ''
    return { summary: summariseTrial(await readTrialRecords(path)), seconds, exposed }
  }

  /** What was told second by second adds up to what the records say. */
  function expectSameCounts({ summary, exposed }: Awaited<ReturnType<typeof trial>>): void {
    const counted = (metric: string, labels: string) => metricValue(exposed, metric, labels)
    const fates = FATES.map((fate) => [fate, counted(names.LAB_CITIZENS_TOTAL, `fate="${fate}"`)])
    const { scheduled, ...recorded } = summary.citizens
    expect(Object.fromEntries(fates)).toEqual(recorded)
    expect(metricSum(exposed, names.LAB_CITIZENS_TOTAL)).toBe(scheduled)
    expect(counted(names.LAB_PROCESS_EXITS_TOTAL, 'name="portal",cause="killed"')).toBe(
      summary.crashes.filter(({ process, cause }) => process === 'portal' && cause === 'killed').length,
    )
    const deaths = summary.crashes.filter(({ process }) => process === 'portal').length
    // One that dies at the very end is not started again.
    expect([deaths, deaths + 1]).toContain(counted(names.LAB_PROCESS_STARTS_TOTAL, 'name="portal"'))
  }

  it(
    'agree in a portal that collapses, dies and works for people who have gone: findings, no faults',
    async () => {
      const killed = { ...crush, faults: [{ fault: 'portal-killed', atS: 9 }] }
      const seen = await trial('inline', killed, template)
      const { littlesLaw, invalidReasons, crashes } = seen.summary
      expect(crashes.map(({ process }) => process)).toContain('portal')
      expect(littlesLaw.client).toMatchObject({ holds: true })
      expect(littlesLaw.client.sampled).toBeGreaterThan(10)
      expect(littlesLaw.server.zombies).toBeGreaterThan(0)
      // Other work on the machine may have delayed the generator; nothing else can be said against the trial.
      expect(invalidReasons.filter((reason) => !/^generator (lag|CPU)|steal/.test(reason))).toEqual([])
      expectSameCounts(seen)
      expect(seen.seconds.some(({ backlogByLane }) => backlogByLane && Object.keys(backlogByLane).length === 0)).toBe(true)
    },
    LIMIT_MS,
  )

  it(
    'agree in a queue, and what was there before is noticed',
    async () => {
      const expected = { ...template, applications: template.applications + 3 }
      const seen = await trial('fifo', crush, expected)
      const { littlesLaw, valid, invalidReasons } = seen.summary
      expect(littlesLaw.client).toMatchObject({ holds: true })
      expect(littlesLaw.queue).toMatchObject({ holds: true })
      expect(littlesLaw.queue.sampled).toBeGreaterThan(10)
      expect(valid).toBe(false)
      expect(invalidReasons.join()).toContain('left over from an earlier trial: 1 applications in the database, expected 4')
      expectSameCounts(seen)
      // Read at one moment: what waits in the lanes is what is accepted and not issued.
      const known = seen.seconds.filter(({ backlogByLane }) => backlogByLane !== null)
      expect(known.length).toBeGreaterThan(5)
      for (const { backlog, backlogByLane } of known)
        expect(Object.values(backlogByLane!).reduce((a, b) => a + b, 0)).toBe(backlog)
      expect(Math.max(...known.map(({ backlog }) => backlog ?? 0))).toBeGreaterThan(20)
    },
    LIMIT_MS,
  )
})
