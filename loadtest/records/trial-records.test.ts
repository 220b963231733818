import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ATTEMPT_COLUMNS } from './attempt-record.ts'
import { CITIZEN_COLUMNS } from './citizen-record.ts'
import { writeCsv } from './csv.ts'
import { EXAMPLE_FACTS, exampleTrial, servedCitizen } from './example-trial.ts'
import { PROBE_COLUMNS, SAMPLE_COLUMNS } from './sample-record.ts'
import { readTrialRecords } from './trial-records.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'trial-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const trial = exampleTrial([servedCitizen(0, 900)])

function write(facts: unknown) {
  writeFileSync(join(dir, 'trial.json'), JSON.stringify(facts))
  writeCsv(join(dir, 'citizens.csv'), CITIZEN_COLUMNS, trial.citizens)
  writeCsv(join(dir, 'attempts.csv'), ATTEMPT_COLUMNS, trial.attempts)
}

describe('records of a trial', () => {
  it('come back as they were written; a file that is not there is unknown', async () => {
    write(trial.facts)
    writeCsv(join(dir, 'samples.csv'), SAMPLE_COLUMNS, trial.samples ?? [])
    writeCsv(join(dir, 'probes.csv'), PROBE_COLUMNS, [])
    expect(await readTrialRecords(dir)).toEqual({ ...trial, identityChecks: null })
  })

  it('keep facts that a later version added', async () => {
    write({ ...EXAMPLE_FACTS, weather: 'rain' })
    expect((await readTrialRecords(dir)).facts).toHaveProperty('weather', 'rain')
  })

  it.each([
    ['a figure that was NaN', { ...EXAMPLE_FACTS, endedS: null }, 'endedS'],
    ['an unknown cause', { ...EXAMPLE_FACTS, exits: [{ process: 'portal', cause: 'bad luck' }] }, 'exits[0]'],
    ['a stage without length', { ...EXAMPLE_FACTS, stages: [{ name: 'before', durationS: 0, rate: 1 }] }, 'stages[0].durationS'],
  ])('refuse %s and name the field', async (_, facts, field) => {
    write(facts)
    await expect(readTrialRecords(dir)).rejects.toThrow(field)
    await expect(readTrialRecords(dir)).rejects.toThrow('trial.json')
  })

  it('refuse a file that is no JSON', async () => {
    write(EXAMPLE_FACTS)
    writeFileSync(join(dir, 'trial.json'), '{"id":')
    await expect(readTrialRecords(dir)).rejects.toThrow('trial.json: not JSON')
  })
})
