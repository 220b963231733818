import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { APPLICATION_COLUMNS, type ApplicationRecord } from './application-record.ts'
import { ATTEMPT_COLUMNS, type AttemptRecord } from './attempt-record.ts'
import { CITIZEN_COLUMNS, type CitizenRecord } from './citizen-record.ts'
import { type Columns, readCsv } from './csv.ts'
import { GAUGE_COLUMNS, type GaugeRecord } from './gauge-record.ts'
import { IN_FLIGHT_COLUMNS, type InFlightRecord } from './in-flight-record.ts'
import { readJson } from './json.ts'
import {
  IDENTITY_CHECK_COLUMNS,
  type IdentityCheckRecord,
  PROBE_COLUMNS,
  type ProbeRecord,
  SAMPLE_COLUMNS,
  type SampleRecord,
} from './sample-record.ts'
import type { TrialFacts } from './trial-facts.ts'
import { TRIAL_FACTS_SCHEMA } from './trial-facts-schema.ts'

/** Everything one trial left on disk. null = that file does not exist (a foreign target tells nothing of its inside). */
export interface TrialRecords {
  facts: TrialFacts
  citizens: readonly CitizenRecord[]
  attempts: readonly AttemptRecord[]
  samples: readonly SampleRecord[] | null
  probes: readonly ProbeRecord[] | null
  identityChecks: readonly IdentityCheckRecord[] | null
  inFlight: readonly InFlightRecord[] | null
  gauges: readonly GaugeRecord[] | null
  applications: readonly ApplicationRecord[] | null
}

/** Reads `<out>/trials/<id>/`. @throws RecordError that names the file, line and column. */
export async function readTrialRecords(dir: string): Promise<TrialRecords> {
  return {
    facts: await readJson(join(dir, 'trial.json'), TRIAL_FACTS_SCHEMA),
    citizens: await Array.fromAsync(readCsv(join(dir, 'citizens.csv'), CITIZEN_COLUMNS)),
    attempts: await Array.fromAsync(readCsv(join(dir, 'attempts.csv'), ATTEMPT_COLUMNS)),
    samples: await rowsIfThere(join(dir, 'samples.csv'), SAMPLE_COLUMNS),
    probes: await rowsIfThere(join(dir, 'probes.csv'), PROBE_COLUMNS),
    identityChecks: await rowsIfThere(join(dir, 'identity-checks.csv'), IDENTITY_CHECK_COLUMNS),
    inFlight: await rowsIfThere(join(dir, 'in-flight.csv'), IN_FLIGHT_COLUMNS),
    gauges: await rowsIfThere(join(dir, 'gauges.csv'), GAUGE_COLUMNS),
    applications: await rowsIfThere(join(dir, 'applications.csv'), APPLICATION_COLUMNS),
  }
}

async function rowsIfThere<R>(path: string, columns: Columns<R>): Promise<R[] | null> {
  return existsSync(path) ? Array.fromAsync(readCsv(path, columns)) : null
}
