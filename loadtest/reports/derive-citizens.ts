import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { ATTEMPT_COLUMNS, type AttemptRecord } from '../records/attempt-record.ts'
import { CITIZEN_COLUMNS, type CitizenRecord } from '../records/citizen-record.ts'
import { type CsvWriter, openCsv, readCsv } from '../records/csv.ts'
import { readJson } from '../records/json.ts'
import { TRIAL_FACTS_SCHEMA } from '../records/trial-facts-schema.ts'
import {
  CitizenCounts,
  type CitizenComparison,
  type CitizenExample,
  exampleAmong,
  PAIRED_CITIZEN_COLUMNS,
  pairCitizens,
  type PairedCitizen,
  type TrialPair,
  trialPairs,
} from '../statistics/citizen-by-citizen.ts'
import { citizenTimeline, type CitizenTimeline } from '../statistics/citizen-timeline.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'

/**
 * The same people under every strategy and under the reference, from citizens.csv and attempts.csv of the valid trials; writes
 * `paired-citizens.csv` where there is anything to pair, and removes an earlier one where there is not. In memory are the citizens of two trials at a time.
 * @param reference name of the arm that the others are compared with
 */
export async function deriveCitizens(
  dir: string,
  trials: readonly TrialSummary[],
  reference: string,
): Promise<CitizenComparison[]> {
  const groups = Map.groupBy(trialPairs(trials, reference), ({ a }) => JSON.stringify([a.scenario, a.strategy]))
  const path = join(dir, 'paired-citizens.csv')
  if (groups.size === 0) {
    rmSync(path, { force: true })
    return []
  }
  const csv = openCsv(path, PAIRED_CITIZEN_COLUMNS)
  try {
    const comparisons: CitizenComparison[] = []
    for (const pairs of groups.values()) comparisons.push(await compare(dir, pairs, csv))
    return comparisons
  } finally {
    csv.close()
  }
}

/** One strategy against the reference. */
async function compare(dir: string, pairs: readonly TrialPair[], csv: CsvWriter<PairedCitizen>): Promise<CitizenComparison> {
  const counts = new CitizenCounts()
  let example: CitizenExample | null = null
  for (const pair of pairs) {
    const ofA = await citizensOf(dir, pair.a)
    const ofB = await citizensOf(dir, pair.b)
    const facts = await readJson(join(dir, 'trials', pair.a.id, 'trial.json'), TRIAL_FACTS_SCHEMA)
    const people = pairCitizens(pair, ofA, ofB, facts)
    counts.addBlock(pair.a, people)
    for (const person of people) csv.write(person)
    example ??= await exampleFor(dir, pair, people, [ofA, ofB])
  }
  const { a, b } = pairs[0]!
  const { people, leftOut, blocks, groups } = counts
  return { scenario: a.scenario, a: a.strategy, b: b.strategy, people, leftOut, blocks, groups, example }
}

async function exampleFor(
  dir: string,
  { a, b }: TrialPair,
  people: readonly PairedCitizen[],
  [ofA, ofB]: readonly [CitizenRecord[], CitizenRecord[]],
): Promise<CitizenExample | null> {
  const chosen = exampleAmong(people)
  if (chosen === null) return null
  const { citizen, journey, stage, block, seed } = chosen
  const timelines = { a: await timelineFor(citizen, dir, a, ofA), b: await timelineFor(citizen, dir, b, ofB) }
  return { citizen, journey, stage, block, seed, ...timelines }
}

function citizensOf(dir: string, { id }: TrialSummary): Promise<CitizenRecord[]> {
  return Array.fromAsync(readCsv(join(dir, 'trials', id, 'citizens.csv'), CITIZEN_COLUMNS))
}

async function timelineFor(
  number: number,
  dir: string,
  { id }: TrialSummary,
  citizens: readonly CitizenRecord[],
): Promise<CitizenTimeline> {
  const attempts: AttemptRecord[] = []
  for await (const attempt of readCsv(join(dir, 'trials', id, 'attempts.csv'), ATTEMPT_COLUMNS)) {
    if (attempt.citizen === number) attempts.push(attempt)
  }
  return citizenTimeline(
    id,
    citizens.find(({ citizen }) => citizen === number)!,
    attempts,
  )
}
