import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ATTEMPT_COLUMNS } from './attempt-record.ts'
import { CITIZEN_COLUMNS, type CitizenRecord } from './citizen-record.ts'
import { writeCsv } from './csv.ts'
import { EXAMPLE_MANIFEST } from './example-manifest.ts'
import { exampleCitizen, exampleTrial, servedCitizen } from './example-trial.ts'
import type { Manifest } from './manifest.ts'
import { IDENTITY_CHECK_COLUMNS, PROBE_COLUMNS, SAMPLE_COLUMNS } from './sample-record.ts'
import type { TrialFacts } from './trial-facts.ts'

/** One made-up trial on disk: who came, and what differs from the example's facts. */
export interface WrittenTrial {
  strategy: string
  block?: number
  people?: readonly CitizenRecord[]
  facts?: Partial<TrialFacts>
}

/** One arrival a second; every seventh is never served, unless told otherwise. */
export function exampleCrowd(servedAfterMs = 900, every = 7): CitizenRecord[] {
  return Array.from({ length: 70 }, (_, s) =>
    s % every === 0 ? exampleCitizen({ intendedMs: s * 1000 }) : servedCitizen(s * 1000, s * 1000 + servedAfterMs),
  )
}

/** For tests: raw records of a whole run, as the lab writes them; nothing derived. */
export function writeExampleResults(dir: string, trials: readonly WrittenTrial[], manifest: Partial<Manifest> = {}): void {
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'manifest.json'), JSON.stringify({ ...EXAMPLE_MANIFEST, ...manifest }, null, 2))
  for (const { strategy, block = 1, people = exampleCrowd(), facts = {} } of trials) {
    const id = facts.id ?? `${strategy}-tiny-s${block}-b${block}`
    const trial = join(dir, 'trials', id)
    mkdirSync(trial, { recursive: true })
    const records = exampleTrial(people)
    const own = { id, strategy, seed: block, block, startedAt: 1_700_000_000_000 + block, ...facts }
    writeFileSync(join(trial, 'trial.json'), JSON.stringify({ ...records.facts, ...own }))
    writeCsv(join(trial, 'citizens.csv'), CITIZEN_COLUMNS, records.citizens)
    writeCsv(join(trial, 'attempts.csv'), ATTEMPT_COLUMNS, records.attempts)
    writeCsv(join(trial, 'samples.csv'), SAMPLE_COLUMNS, records.samples ?? [])
    writeCsv(join(trial, 'probes.csv'), PROBE_COLUMNS, [{ atMs: 500, target: 'page', ok: 1, status: 200, ms: 7 }])
    writeCsv(join(trial, 'identity-checks.csv'), IDENTITY_CHECK_COLUMNS, records.identityChecks ?? [])
  }
}
