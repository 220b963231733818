import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { CITIZEN_COLUMNS } from './citizen-record.ts'
import { readCsv } from './csv.ts'

/**
 * SHA-256 over the people of citizens.csv: who they were, what they wanted, when they meant to come. The same people give the same
 * whatever became of them. @throws when the file is not as it should be
 */
export async function peopleFingerprint(trialDir: string): Promise<string> {
  const people: string[] = []
  for await (const { citizen, journey, stage, intendedMs } of readCsv(join(trialDir, 'citizens.csv'), CITIZEN_COLUMNS)) {
    // Rows are in the order in which journeys ended, which differs from run to run.
    people[citizen] = `${citizen},${journey},${stage},${intendedMs}\n`
  }
  return createHash('sha256').update(people.join('')).digest('hex')
}
