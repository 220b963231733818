import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeCsv } from '../records/csv.ts'
import { readHammer } from '../records/hammer-record.ts'
import { writeJson } from '../records/json.ts'
import { readTrials } from '../records/read-trials.ts'
import type { TrialFacts } from '../records/trial-facts.ts'
import { readTrialRecords } from '../records/trial-records.ts'
import { COHORT_COLUMNS, cohortsOf } from '../statistics/cohorts.ts'
import type { StudySummary } from '../statistics/study-summary.ts'
import { summariseStudy } from '../statistics/summarise-study.ts'
import { summariseTrial } from '../statistics/summarise-trial.ts'
import { SERVED_COLUMNS, servedBySecond, TIMELINE_COLUMNS, timelineOf } from '../statistics/timeline.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import { deriveCapacity } from '../capacity/derive-capacity.ts'
import { checkedManifest } from './checked-manifest.ts'
import { deriveCitizens } from './derive-citizens.ts'
import { writeHistograms } from './write-histograms.ts'
import { writeReports } from './write-reports.ts'

export interface DerivedTrial {
  facts: TrialFacts
  summary: TrialSummary
}

/**
 * Everything that derives, made again from `manifest.json`, `hammer.jsonl` and `trials/<id>/`: timelines, cohorts, histograms,
 * paired-citizens.csv, trials.jsonl, summary.json, report.md, report.html. Trials without a trial.json did not end and are left out;
 * one that cannot be read is named in the summary.
 * @throws RecordError when the manifest or hammer.jsonl is not as it should be.
 */
export async function deriveAll(dir: string): Promise<StudySummary> {
  const manifest = await checkedManifest(dir)
  const { trials: derived, unreadable } = await readTrials(dir, deriveTrial)
  derived.sort((a, b) => a.facts.startedAt - b.facts.startedAt || a.facts.id.localeCompare(b.facts.id))
  const trials = derived.map((trial) => trial.summary)
  const citizens = await deriveCitizens(dir, trials, manifest.study?.reference ?? manifest.strategies[0]?.name ?? '')
  const summary: StudySummary = {
    ...summariseStudy(manifest, trials, await readHammer(dir)),
    ...(citizens.length > 0 ? { citizens } : {}),
    ...(unreadable.length > 0 ? { unreadable } : {}),
  }
  await writeFile(join(dir, 'trials.jsonl'), derived.map(({ facts }) => JSON.stringify(facts) + '\n').join(''))
  writeJson(join(dir, 'summary.json'), summary)
  await deriveCapacity(dir)
  await writeReports(dir)
  return summary
}

/** Writes one trial's timeline.csv, served.csv, cohorts.csv and histograms; the lab calls it after every trial. */
export async function deriveTrial(trialDir: string): Promise<DerivedTrial> {
  const records = await readTrialRecords(trialDir)
  writeCsv(join(trialDir, 'timeline.csv'), TIMELINE_COLUMNS, timelineOf(records))
  writeCsv(join(trialDir, 'served.csv'), SERVED_COLUMNS, servedBySecond(records))
  writeCsv(join(trialDir, 'cohorts.csv'), COHORT_COLUMNS, cohortsOf(records))
  await writeHistograms(trialDir, records)
  return { facts: records.facts, summary: summariseTrial(records) }
}
