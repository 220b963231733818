import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { loadStrategies } from '../../strategies/load-strategies.ts'
import { readTrialRecords } from '../records/trial-records.ts'
import smoke from '../scenarios/smoke.ts'
import type { Scenario, TimedFault } from '../scenarios/scenario.ts'
import { summariseTrial } from '../statistics/summarise-trial.ts'
import { openLaboratory, type Laboratory } from './laboratory.ts'
import type { TrialObserver } from './observer.ts'
import { runTrial } from './run-trial.ts'
import { templateFor } from './template-for.ts'

const CLEAN = { lost: 0, duplicated: 0, orphaned: 0, stuck: 0, wrongNib: 0 }
const WATCH: TrialObserver = { phase: () => undefined, second: () => undefined, exit: () => undefined }

/** Small enough for a test, real in every part: 20 applications a second, capacity 40, people who wait until all is well again. */
const quiet: Scenario = {
  ...smoke,
  name: 'quiet',
  stages: [{ name: 'before', durationS: 6, rate: 0.5 }],
  mix: { 'returning-applicant': 1 },
  behaviour: { ...smoke.behaviour, patienceS: 5, toleranceS: 25, retries: 20, obeysRetryAfter: 1, reusesKey: 1 },
  envelope: { ...smoke.envelope, agency: { slots: 8, serviceMs: 200, dailyQuota: null } },
  officers: 1,
}

describe('what was acknowledged survives', () => {
  let lab: Laboratory
  let directory: string
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'antrean-e2e-'))
    lab = await openLaboratory(quiet.envelope)
  })
  afterAll(async () => {
    await lab.close()
    rmSync(directory, { recursive: true })
  })

  async function trial(name: string, strategy: string, changes: Partial<Scenario>) {
    const scenario: Scenario = { ...quiet, ...changes, name }
    const path = join(directory, name)
    await runTrial(
      lab,
      {
        strategy: (await loadStrategies()).get(strategy)!,
        options: {},
        scenario,
        seed: 7,
        block: 1,
        directory: path,
        template: await templateFor(lab, scenario, 7),
      },
      WATCH,
      new AbortController().signal,
    )
    const records = await readTrialRecords(path)
    return { facts: records.facts, summary: summariseTrial(records) }
  }
  const at3s = (fault: string): TimedFault[] => [{ fault, atS: 3 }]

  it('a whole citizen’s way: sign-up, one-time password, log-in, search, application, permit', async () => {
    const { facts, summary } = await trial('newcomers', 'shed-on-depth', { mix: { newcomer: 0.5, visitor: 0.5 } })
    const { scheduled, served, notSent, ...others } = summary.citizens
    expect(scheduled).toBeGreaterThan(20)
    // Sign-ups run at five a second and the others come back: everybody gets in while she still wants to.
    expect(served).toBeGreaterThan(scheduled * 0.8)
    expect(served + notSent + others.late + others.waiting + others.turnedAway + others.gaveUp).toBe(scheduled)
    expect(facts.ledger).toMatchObject({ ...CLEAN, pending: 0, issued: facts.ledger!.acknowledged })
    expect(summary.pageOpened).toBe(1)
  }, 90_000)

  it('a killed worker', async () => {
    const { facts, summary } = await trial('worker', 'fifo', { faults: at3s('worker-killed') })
    expect(facts.exits).toContainEqual(
      expect.objectContaining({ process: 'worker', unexpected: true, signal: 'SIGKILL', cause: 'killed' }),
    )
    expect(facts.ledger).toMatchObject({ ...CLEAN, pending: 0 })
    expect(facts.ledger!.issued).toBe(summary.citizens.scheduled)
  }, 90_000)

  it('a flushed Redis', async () => {
    const { facts, summary } = await trial('redis', 'fifo', { faults: at3s('redis-flushed') })
    expect(facts.measurementFaults).toEqual([])
    expect(facts.ledger).toMatchObject({ ...CLEAN, pending: 0 })
    expect(facts.ledger!.issued).toBe(summary.citizens.scheduled)
  }, 90_000)

  it.each(['inline', 'shed-on-depth'])(
    'a killed portal, with %s',
    async (strategy) => {
      const { facts, summary } = await trial(`portal-${strategy}`, strategy, { faults: at3s('portal-killed') })
      expect(facts.exits).toContainEqual(expect.objectContaining({ process: 'portal', unexpected: true, cause: 'killed' }))
      expect(summary.attempts.reset + summary.attempts.refused).toBeGreaterThan(0)
      expect(facts.ledger).toMatchObject({ ...CLEAN, pending: 0 })
      // People come back with the same key, and the portal with the same database.
      expect(summary.citizens.served + summary.citizens.late).toBe(summary.citizens.scheduled)
    },
    90_000,
  )

  it('a registry that is down for a while', async () => {
    const { facts, summary } = await trial('registry', 'fifo', { faults: [{ fault: 'registry-down', atS: 2, untilS: 5 }] })
    expect(facts.ledger).toMatchObject({ ...CLEAN, pending: 0 })
    expect(facts.ledger!.issued).toBe(summary.citizens.scheduled)
  }, 90_000)
})
