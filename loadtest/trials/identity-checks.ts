import { join } from 'node:path'
import { request } from 'undici'
import { personOf } from '../citizens/identity.ts'
import { writeCsv } from '../records/csv.ts'
import { IDENTITY_CHECK_COLUMNS, type IdentityCheckRecord } from '../records/sample-record.ts'

/**
 * Fetches Dukcapil's own log of the checks it served and stores it with citizens instead of NIKs.
 * @param citizens how many there were in the schedule
 * @param startedAt epoch ms of the trial's start
 */
export async function saveIdentityChecks(
  dukcapilUrl: string,
  { seed, directory }: { seed: number; directory: string },
  citizens: number,
  startedAt: number,
): Promise<void> {
  const { body } = await request(`${dukcapilUrl}/identity-checks/log`)
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
