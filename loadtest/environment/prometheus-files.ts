import { copyFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MetricsTarget, TargetLabels } from './metrics-target.ts'

/** Scrape configuration and rules, which stand in the repository as they are used. */
const REPOSITORY = new URL('../../monitoring/prometheus/', import.meta.url)
const CONFIG = 'lab.yml'
const RULES = 'rules.yml'
/** As lab.yml names it. */
const TARGETS = 'targets.json'

/** Puts everything Prometheus reads into its directory; it knows no target yet. @returns the configuration file */
export function writePrometheusFiles(directory: string): string {
  for (const file of [CONFIG, RULES]) copyFileSync(new URL(file, REPOSITORY), join(directory, file))
  writeTargets(directory, [])
  return join(directory, CONFIG)
}

/** Replaces what is scraped; Prometheus sees the old list or the new one, never a part. */
export function writeTargets(directory: string, groups: readonly TargetGroup[]): void {
  const path = join(directory, TARGETS)
  writeFileSync(`${path}.new`, JSON.stringify(groups, null, 2))
  renameSync(`${path}.new`, path)
}

/** An entry of a file_sd file. */
interface TargetGroup {
  targets: string[]
  labels: Record<string, string>
}

/** The processes of one trial as Prometheus wants to be told. */
export function targetGroups(labels: TargetLabels, targets: readonly MetricsTarget[]): TargetGroup[] {
  return targets.map(({ process, address, query = {} }) => ({
    targets: [address],
    labels: {
      process,
      ...labels,
      ...Object.fromEntries(Object.entries(query).map(([name, value]) => [`__param_${name}`, value])),
    },
  }))
}
