import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ATTEMPT_COLUMNS } from '../records/attempt-record.ts'
import { CAPACITY_FILE, ORDER_FILE, readCapacity } from '../records/capacity-record.ts'
import { CITIZEN_COLUMNS, type CitizenRecord } from '../records/citizen-record.ts'
import { writeCsv } from '../records/csv.ts'
import { EXAMPLE_MANIFEST } from '../records/example-manifest.ts'
import { EXAMPLE_FACTS, exampleTrial, servedCitizen } from '../records/example-trial.ts'
import { IDENTITY_CHECK_COLUMNS, SAMPLE_COLUMNS } from '../records/sample-record.ts'
import { deriveCapacity } from './derive-capacity.ts'

const DURATION_S = 20
const NOMINAL = 100
const ORDER = {
  strategy: 'fifo',
  options: {},
  scenario: 'tiny',
  slo: ['timeToPermitS.p95 <= 5'],
  repeats: 1,
  resolution: 0.1,
  durationS: DURATION_S,
  seed: 1,
}

describe('capacity.json', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'antrean-capacity-'))
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))

  /** Raw records of one trial in which everybody waits so long. */
  function writeTrial(ratePerS: number, waitMs: number): void {
    const path = join(dir, 'trials', `fifo-at-${ratePerS}-per-s-s1-b1`)
    mkdirSync(path, { recursive: true })
    const people = Array.from({ length: ratePerS * DURATION_S }, (_, index): CitizenRecord => {
      const ms = (index * 1000) / ratePerS
      return servedCitizen(ms, ms + waitMs)
    })
    const { citizens, attempts, samples, facts } = exampleTrial(people)
    const stages = [{ name: 'before', durationS: DURATION_S, rate: ratePerS / NOMINAL }]
    // A slot is held for half a second: so many are busy when the registry is asked for every permit.
    const checks = people.map(({ intendedMs }) => ({
      citizen: null,
      startMs: intendedMs,
      endMs: intendedMs + 500,
      outcome: 'answered' as const,
    }))
    writeCsv(join(path, 'citizens.csv'), CITIZEN_COLUMNS, citizens)
    writeCsv(join(path, 'attempts.csv'), ATTEMPT_COLUMNS, attempts)
    writeCsv(join(path, 'samples.csv'), SAMPLE_COLUMNS, samples ?? [])
    writeCsv(join(path, 'identity-checks.csv'), IDENTITY_CHECK_COLUMNS, checks)
    const id = `fifo-at-${ratePerS}-per-s-s1-b1`
    const startedAt = EXAMPLE_FACTS.startedAt + ratePerS
    writeFileSync(join(path, 'trial.json'), JSON.stringify({ ...facts, id, stages, startedAt, scenario: `at-${ratePerS}-per-s` }))
  }

  function writeOrder(): void {
    const scenario = { ...EXAMPLE_MANIFEST.scenarios[0]!, mix: { visitor: 0.1, 'returning-applicant': 0.9 } }
    const manifest = { ...EXAMPLE_MANIFEST, nominalCapacityPerS: NOMINAL, scenarios: [scenario] }
    writeFileSync(join(dir, 'manifest.json'), JSON.stringify(manifest))
    writeFileSync(join(dir, ORDER_FILE), JSON.stringify(ORDER))
  }

  it('derives from the raw records alone, byte for byte the same', async () => {
    writeOrder()
    writeTrial(90, 1500)
    writeTrial(98, 7000)
    const record = await deriveCapacity(dir)
    expect(record!.rates.map(({ ratePerS, met }) => [ratePerS, met])).toEqual([
      [90, true],
      [98, false],
    ])
    expect(record!.knee).toMatchObject({ ratePerS: 90, applicationsPerS: 81, shareOfNominal: 0.81, failingPerS: 98 })
    expect(record!.binding).toMatchObject({ resource: 'identity registry', failing: { trial: 'fifo-at-98-per-s-s1-b1' } })
    expect(record!.usl).toBeNull()
    const first = readFileSync(join(dir, CAPACITY_FILE), 'utf8')
    rmSync(join(dir, CAPACITY_FILE))
    await deriveCapacity(dir)
    expect(readFileSync(join(dir, CAPACITY_FILE), 'utf8')).toBe(first)
    expect(await readCapacity(dir)).toEqual(record)
  })

  it('tells people at once that were not measured from points that are good for nothing', async () => {
    writeOrder()
    const outcomes = { ok: 1, rejected: 0, timedOut: 0, failed: 0, reset: 0, refused: 0 }
    const point = { strategy: 'fifo', durationS: 8, pagesPerS: 1, outcomes, sent: 1, unanswered: 0, deaths: [], autocannon: null }
    const derive = async (points: object[]) => {
      writeFileSync(join(dir, 'hammer.jsonl'), points.map((one) => JSON.stringify({ ...point, ...one }) + '\n').join(''))
      return (await deriveCapacity(dir))!.usl
    }
    const invalid = [2, 5].map((people) => ({ people, permitsPerS: people, invalidReasons: ['the clock jumped'] }))
    expect(await derive(invalid)).toEqual({ fit: null, refused: 'all 2 points are invalid' })
    expect(await derive([{ people: 2, permitsPerS: null, invalidReasons: [] }])).toMatchObject({
      refused: expect.stringMatching(/nobody applied/),
    })
    expect(await derive([])).toBeNull()
  })

  it('is not made of results of another command', async () => {
    expect(await deriveCapacity(dir)).toBeNull()
    expect(await readCapacity(dir)).toBeNull()
  })
})
