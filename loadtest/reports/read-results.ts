import { basename } from 'node:path'
import type { Manifest } from '../records/manifest.ts'
import { trialDirs } from '../records/read-trials.ts'
import { readTrialRecords } from '../records/trial-records.ts'
import { summariseTrial } from '../statistics/summarise-trial.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import { checkedManifest } from './checked-manifest.ts'

/** One run as its raw records tell it, summarised by today's code, so that two of them are measured with one ruler. */
export interface Results {
  /** The directory's own name. */
  name: string
  manifest: Manifest
  trials: readonly TrialSummary[]
}

/** Reads only; nothing in the directory changes. @throws RecordError: what is to be compared must be whole */
export async function readResults(dir: string): Promise<Results> {
  const manifest = await checkedManifest(dir)
  const trials: TrialSummary[] = []
  // One after the other: the rows of one trial are all that has to fit in memory.
  for (const trialDir of await trialDirs(dir)) trials.push(summariseTrial(await readTrialRecords(trialDir)))
  return { name: basename(dir), manifest, trials }
}
