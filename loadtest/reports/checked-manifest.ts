import { join } from 'node:path'
import { UsageError } from '../commands/usage-error.ts'
import { type Manifest, readManifest } from '../records/manifest.ts'
import { OLDER, RecordError } from '../records/record-error.ts'
import { metricPaths } from '../statistics/metric.ts'
import { parseThreshold } from '../statistics/thresholds.ts'

/** A manifest whose thresholds and metric this version knows. @throws RecordError that names the file and the word */
export async function checkedManifest(dir: string): Promise<Manifest> {
  const manifest = await readManifest(dir)
  const path = join(dir, 'manifest.json')
  const metric = manifest.study?.primaryMetric
  if (metric !== undefined && !metricPaths().includes(metric))
    throw new RecordError(path, `study.primaryMetric: there is no metric "${metric}"`, OLDER)
  for (const text of [...(manifest.asserts ?? []), ...manifest.scenarios.flatMap(({ thresholds = [] }) => thresholds)]) {
    try {
      parseThreshold(text)
    } catch (error) {
      if (error instanceof UsageError) throw new RecordError(path, error.message, OLDER, { cause: error })
      throw error
    }
  }
  return manifest
}
