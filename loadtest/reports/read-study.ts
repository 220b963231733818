import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type Certificate, readCertificate } from '../certify/certificate.ts'
import { type CapacityRecord, readCapacity } from '../records/capacity-record.ts'
import { readJson } from '../records/json.ts'
import { type Manifest, readManifest } from '../records/manifest.ts'
import type { StudySummary } from '../statistics/study-summary.ts'
import { type LastingFaults, lastingFaults } from './fault-span.ts'
import { readTrialSeries, type TrialSeries } from './trial-series.ts'

/** All that a report is made of. */
export interface Study {
  manifest: Manifest
  summary: StudySummary
  /** By trial id. */
  series: Map<string, TrialSeries>
  /** null = another command than `capacity`. */
  capacity: CapacityRecord | null
  /** Of the generators that sent the people; null = it was not kept with the results. */
  certificate: Certificate | null
  /** Faults that are drawn as a stretch of time. */
  lasting: LastingFaults
}

/** Our own deriving wrote it; what is checked is that it is that file at all. */
const SUMMARY_SCHEMA = z.custom<StudySummary>(
  (value) =>
    z.looseObject({ trials: z.array(z.looseObject({ id: z.string(), citizens: z.object({}) })) }).safeParse(value).success,
  'not a summary of this project: derive it again from the records',
)

/** @throws when the directory holds no manifest or no summary. */
export async function readStudy(dir: string): Promise<Study> {
  const manifest = await readManifest(dir)
  const summary = await readJson(join(dir, 'summary.json'), SUMMARY_SCHEMA)
  const series: Study['series'] = new Map()
  for (const { id } of summary.trials) series.set(id, await readTrialSeries(join(dir, 'trials', id)))
  const certificate = join(dir, 'certificate.json')
  return {
    manifest,
    summary,
    series,
    capacity: await readCapacity(dir),
    certificate: existsSync(certificate) ? await readCertificate(certificate) : null,
    lasting: await lastingFaults(),
  }
}
