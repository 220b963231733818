import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { loadStrategies } from '../../strategies/load-strategies.ts'
import { readTrialRecords } from '../records/trial-records.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import smoke from '../scenarios/smoke.ts'
import { summariseTrial } from '../statistics/summarise-trial.ts'
import { openLaboratory, type Laboratory } from './laboratory.ts'
import { runTrial } from './run-trial.ts'
import type { Template } from './seeding.ts'
import { templateFor } from './template-for.ts'

/** A trial of some 20 s, in which other work on the machine may delay everything. */
const LIMIT_MS = 120_000
const WATCH = { phase: () => undefined, second: () => undefined, exit: () => undefined }

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
    await runTrial(lab, spec, WATCH, new AbortController().signal)
    return summariseTrial(await readTrialRecords(path))
  }

  it(
    'agree in a portal that collapses, dies and works for people who have gone: findings, no faults',
    async () => {
      const killed = { ...crush, faults: [{ fault: 'portal-killed', atS: 9 }] }
      const { littlesLaw, invalidReasons, crashes } = await trial('inline', killed, template)
      expect(crashes.map(({ process }) => process)).toContain('portal')
      expect(littlesLaw.client).toMatchObject({ holds: true })
      expect(littlesLaw.client.sampled).toBeGreaterThan(10)
      expect(littlesLaw.server.zombies).toBeGreaterThan(0)
      // Other work on the machine may have delayed the generator; nothing else can be said against the trial.
      expect(invalidReasons.filter((reason) => !/^generator (lag|CPU)|steal/.test(reason))).toEqual([])
    },
    LIMIT_MS,
  )

  it(
    'agree in a queue, and what was there before is noticed',
    async () => {
      const expected = { ...template, applications: template.applications + 3 }
      const { littlesLaw, valid, invalidReasons } = await trial('fifo', crush, expected)
      expect(littlesLaw.client).toMatchObject({ holds: true })
      expect(littlesLaw.queue).toMatchObject({ holds: true })
      expect(littlesLaw.queue.sampled).toBeGreaterThan(10)
      expect(valid).toBe(false)
      expect(invalidReasons.join()).toContain('left over from an earlier trial: 1 applications in the database, expected 4')
    },
    LIMIT_MS,
  )
})
