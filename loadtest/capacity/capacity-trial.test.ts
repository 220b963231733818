import { describe, expect, it } from '@jest/globals'
import { EXAMPLE_FACTS, exampleCitizen, exampleSample, exampleTrial, servedCitizen } from '../records/example-trial.ts'
import type { TrialRecords } from '../records/trial-records.ts'
import { summariseTrial } from '../statistics/summarise-trial.ts'
import { parseThreshold } from '../statistics/thresholds.ts'
import { capacityTrial } from './capacity-trial.ts'
import { resourceReadings } from './resource-readings.ts'
import { steadyScenario } from './steady-scenario.ts'
import launchDay from '../scenarios/launch-day.ts'

const DURATION_S = 24
const PER_S = 10
const SLO = ['timeToPermitS.p95 <= 5', 'servedWithin.s30 >= 0.99'].map(parseThreshold)
const every = <T>(of: (ms: number, index: number) => T) =>
  Array.from({ length: DURATION_S * PER_S }, (_, index) => of((index * 1000) / PER_S, index))

/** A trial of these people at a constant rate. */
function trialOf(people: Parameters<typeof exampleTrial>[0], changed: Partial<TrialRecords['facts']> = {}): TrialRecords {
  const records = exampleTrial(people)
  const stages = [{ name: 'before', durationS: DURATION_S, rate: 0.1 }]
  return { ...records, facts: { ...records.facts, stages, endedS: 60, ...changed } }
}
const judge = (records: TrialRecords) => capacityTrial(records, summariseTrial(records), SLO)

describe('one trial of the search', () => {
  it('is met when the promise holds and people go as fast as they come', () => {
    const trial = judge(trialOf(every((ms, index) => servedCitizen(ms, ms + 1500 + 400 * (index % 3)))))
    expect(trial).toMatchObject({ met: true, reasons: [] })
    expect(trial.values).toEqual([
      { metric: 'timeToPermitS.p95', value: 2.3, passed: true },
      { metric: 'servedWithin.s30', value: 1, passed: true },
    ])
  })

  it('is not met when too few are served, and says which promise failed', () => {
    const trial = judge(
      trialOf(every((ms, index) => (index % 20 === 0 ? exampleCitizen({ intendedMs: ms }) : servedCitizen(ms, ms + 1500)))),
    )
    expect(trial.met).toBe(false)
    expect(trial.reasons).toContain('not met: servedWithin.s30 >= 0.99')
  })

  it('is not met when the queue grows, although nobody has waited too long yet', () => {
    const trial = judge(trialOf(every((ms) => servedCitizen(ms, ms * 1.2 + 100))))
    expect(trial.values.every(({ passed }) => passed)).toBe(true)
    expect(trial).toMatchObject({ met: false, reasons: [expect.stringMatching(/16.* % of those who come stay/)] })
  })

  it('decides nothing at a rate so low that a growing queue would not be seen, and says how long it must be', () => {
    // One in two seconds who stay for six: two standard errors are 0.9 of those who come.
    const few = (waitMs: number) => every((ms) => servedCitizen(ms, ms + waitMs)).filter((_, index) => index % 20 === 0)
    const slo = ['timeToPermitS.p95 <= 5'].map(parseThreshold)
    const trial = judge(trialOf(few(4900)))
    expect(trial).toMatchObject({ valid: true, met: null })
    const [reason] = trial.reasons
    expect(reason).toMatch(/^too short to tell whether it would last: take --duration \d+ or more$/)
    // As long as it says, it decides.
    const durationS = Number(/\d+/.exec(reason!)) + 1
    const long = Array.from({ length: durationS / 2 }, (_, index) => servedCitizen(index * 2000, index * 2000 + 4900))
    const stages = [{ name: 'before', durationS, rate: 0.1 }]
    expect(judge(trialOf(long, { stages, endedS: durationS + 10 }))).toMatchObject({ met: true, reasons: [] })
    // A promise that is broken is broken however short it was.
    const broken = trialOf(few(5100))
    expect(capacityTrial(broken, summariseTrial(broken), slo)).toMatchObject({ met: false })
  })

  it('decides nothing when it is invalid', () => {
    const trial = judge(
      trialOf(
        every((ms) => servedCitizen(ms, ms + 1500)),
        { measurementFaults: ['the clock jumped'] },
      ),
    )
    expect(trial).toMatchObject({ met: null, reasons: ['the clock jumped'] })
  })
})

describe('what was in use', () => {
  const span = { fromS: 4, toS: DURATION_S }
  const people = every((ms) => servedCitizen(ms, ms + 1500))
  const read = (changed: Partial<TrialRecords>) => {
    const records = { ...trialOf(people), ...changed }
    const readings = resourceReadings(records, summariseTrial(records), span)
    return (resource: string) => readings.find((one) => one.resource === resource)!
  }
  const samples = (of: Parameters<typeof exampleSample>[1]) =>
    Array.from({ length: 60 }, (_, second) => exampleSample(second, of))

  it('counts busy slots of the registry from its own log', () => {
    // 48 of the 50 slots, all the time; checks outside of the span do not count.
    const identityChecks = Array.from({ length: 48 }, () => ({
      citizen: null,
      startMs: 0,
      endMs: 60_000,
      outcome: 'answered' as const,
    }))
    expect(read({ identityChecks })('identity registry')).toMatchObject({
      utilisation: 0.96,
      full: true,
      evidence: expect.stringMatching(/48 of its 50/),
    })
    const late = [{ citizen: null, startMs: 30_000, endMs: 60_000, outcome: 'answered' as const }]
    expect(read({ identityChecks: late })('identity registry')).toMatchObject({ utilisation: 0, full: false })
  })

  it('sees waiting for connections, CPU, event loop and heap in the samples', () => {
    const quiet = read({})
    for (const name of [
      'database connections of the portal',
      'CPU of the system',
      'event loop of the portal',
      'heap of the portal',
    ])
      expect(quiet(name)).toMatchObject({ full: false, utilisation: expect.any(Number) })
    expect(read({ samples: samples({ poolWaiting: 7 }) })('database connections of the portal')).toMatchObject({
      full: true,
      evidence: 'requests waited for one in 20 of 20 seconds, 7 at most',
    })
    expect(read({ samples: samples({ portalCpuPct: 80, workerCpuPct: 10 }) })('CPU of the system').full).toBe(true)
    expect(read({ samples: samples({ elu: 0.97 }) })('event loop of the portal').full).toBe(true)
    expect(read({ samples: samples({ heapMb: 155 }) })('heap of the portal').full).toBe(true)
  })

  it('takes a portal that is there and does not answer for a busy one', () => {
    const every = (n: number, changed: Parameters<typeof exampleSample>[1]) =>
      Array.from({ length: 60 }, (_, second) => exampleSample(second, second % n === 0 ? changed : { elu: 0.5, poolWaiting: 0 }))
    const stalled = { elu: null, poolWaiting: null }
    const often = read({ samples: every(2, stalled) })
    expect(often('event loop of the portal')).toMatchObject({
      utilisation: 0.75,
      evidence: 'busy 75 % of the time, counting 10 of 20 seconds in which it did not answer',
    })
    expect(often('database connections of the portal')).toMatchObject({ utilisation: null, full: false, evidence: 'not known' })
    const seldom = read({ samples: every(10, stalled) })
    expect(seldom('database connections of the portal').evidence).toBe('requests waited for one in 0 of 18 seconds, 0 at most')
    // Who is not there is not busy, and has nobody waiting.
    const dead = read({ samples: every(2, { ...stalled, portalUp: 0 }) })
    expect(dead('event loop of the portal').utilisation).toBe(0.5)
    expect(dead('database connections of the portal').utilisation).toBe(0)
  })

  it('does not know what could not be read', () => {
    const blind = read({
      samples: samples({ elu: null, heapMb: null, poolWaiting: null, postgresCpuPct: null }),
      identityChecks: null,
    })
    for (const name of [
      'identity registry',
      'database connections of the portal',
      'CPU of the system',
      'event loop of the portal',
    ])
      expect(blind(name)).toMatchObject({ utilisation: null, full: false, evidence: 'not known' })
    const unpinned = { facts: { ...trialOf(people).facts, generator: { ...EXAMPLE_FACTS.generator, pinned: false } } }
    expect(read(unpinned)('CPU of the system').utilisation).toBeNull()
  })
})

describe('scenario of one rate', () => {
  it('sends the same people at a constant rate', () => {
    const { name, stages, mix, behaviour, faults } = steadyScenario(launchDay, 18.5, 20)
    expect(name).toBe('at-18.5-per-s')
    expect(stages).toEqual([{ name: 'before', durationS: 20, rate: 18.5 / 30 }])
    expect({ mix, behaviour, faults }).toEqual({ mix: launchDay.mix, behaviour: launchDay.behaviour, faults: [] })
  })
})
