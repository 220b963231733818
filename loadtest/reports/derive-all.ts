import { existsSync } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeCsv } from '../records/csv.ts'
import { readHammer } from '../records/hammer-record.ts'
import { readManifest } from '../records/manifest.ts'
import type { TrialFacts } from '../records/trial-facts.ts'
import { readTrialRecords } from '../records/trial-records.ts'
import type { StudySummary } from '../statistics/study-summary.ts'
import { summariseStudy } from '../statistics/summarise-study.ts'
import { summariseTrial } from '../statistics/summarise-trial.ts'
import { SERVED_COLUMNS, servedBySecond, TIMELINE_COLUMNS, timelineOf } from '../statistics/timeline.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import { writeHistograms } from './write-histograms.ts'
import { writeReports } from './write-reports.ts'

export interface DerivedTrial {
  facts: TrialFacts
  summary: TrialSummary
}

/**
 * Everything that derives, made again from `manifest.json`, `hammer.jsonl` and `trials/<id>/`: timelines, histograms,
 * trials.jsonl, summary.json, report.md, report.html. Trials without a trial.json did not end and are left out.
 * @throws when the manifest is missing or a record is not as it should be.
 */
export async function deriveAll(dir: string): Promise<StudySummary> {
  const manifest = await readManifest(dir)
  const derived: DerivedTrial[] = []
  // One after the other: the rows of one trial are all that has to fit in memory.
  for (const trialDir of await trialDirs(dir)) derived.push(await deriveTrial(trialDir))
  derived.sort((a, b) => a.facts.startedAt - b.facts.startedAt || a.facts.id.localeCompare(b.facts.id))
  const summary = summariseStudy(
    manifest,
    derived.map((trial) => trial.summary),
    await readHammer(dir),
  )
  await writeFile(join(dir, 'trials.jsonl'), derived.map(({ facts }) => JSON.stringify(facts) + '\n').join(''))
  await writeFile(join(dir, 'summary.json'), JSON.stringify(summary, null, 2) + '\n')
  await writeReports(dir)
  return summary
}

/** Writes one trial's timeline.csv, served.csv and histograms; the lab calls it after every trial. */
export async function deriveTrial(trialDir: string): Promise<DerivedTrial> {
  const records = await readTrialRecords(trialDir)
  writeCsv(join(trialDir, 'timeline.csv'), TIMELINE_COLUMNS, timelineOf(records))
  writeCsv(join(trialDir, 'served.csv'), SERVED_COLUMNS, servedBySecond(records))
  await writeHistograms(trialDir, records)
  return { facts: records.facts, summary: summariseTrial(records) }
}

async function trialDirs(dir: string): Promise<string[]> {
  const root = join(dir, 'trials')
  if (!existsSync(root)) return []
  const names = await readdir(root)
  return names.map((name) => join(root, name)).filter((path) => existsSync(join(path, 'trial.json')))
}
