import { join } from 'node:path'
import { request } from 'undici'
import { personOf } from '../citizens/identity.ts'
import { reasonOf } from '../environment/environment-error.ts'
import { writeCsv } from '../records/csv.ts'
import { IDENTITY_CHECK_COLUMNS, type IdentityCheckRecord } from '../records/sample-record.ts'
import type { RunningSystem } from './running-system.ts'

/**
 * Stores what Dukcapil served as identity-checks.csv. Agencies that have died say nothing: then it stays unknown, and their death is
 * told elsewhere.
 * @param citizens how many there were in the schedule
 * @param startedAt epoch ms of the trial's start
 * @returns faults of measurement, in words
 */
export async function identityCheckFaults(
  { dukcapilUrl, exits }: Pick<RunningSystem, 'dukcapilUrl' | 'exits'>,
  spec: { seed: number; directory: string },
  citizens: number,
  startedAt: number,
): Promise<string[]> {
  try {
    await saveIdentityChecks(dukcapilUrl, spec, citizens, startedAt)
    return []
  } catch (error) {
    if (exits().some((exit) => exit.process === 'agencies' && exit.unexpected)) return []
    return [`what the identity registry served could not be stored: ${reasonOf(error)}`]
  }
}

/** Fetches Dukcapil's own log of the checks it served and stores it with citizens instead of NIKs. */
async function saveIdentityChecks(
  dukcapilUrl: string,
  { seed, directory }: { seed: number; directory: string },
  citizens: number,
  startedAt: number,
): Promise<void> {
  const { body, statusCode } = await request(`${dukcapilUrl}/identity-checks/log`)
  if (statusCode !== 200) throw new Error(`HTTP ${statusCode}`)
  const citizenOf = new Map(Array.from({ length: citizens }, (_, index) => [personOf(seed, index).nik, index]))
  const [, ...lines] = (await body.text()).trimEnd().split('\n')
  const rows = lines.map((line): IdentityCheckRecord => {
    const [nik = '', startMs, endMs, outcome] = line.split(',')
    return {
      citizen: citizenOf.get(nik) ?? null,
      startMs: Number(startMs) - startedAt,
      endMs: Number(endMs) - startedAt,
      outcome: outcome as IdentityCheckRecord['outcome'],
    }
  })
  writeCsv(join(directory, 'identity-checks.csv'), IDENTITY_CHECK_COLUMNS, rows)
}
