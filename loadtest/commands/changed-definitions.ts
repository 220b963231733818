import { loadStrategies } from '../../strategies/load-strategies.ts'
import { loadScenarios, loadStudies } from '../definitions.ts'
import { type Difference, differencesBetween } from '../records/differences.ts'
import type { Manifest } from '../records/manifest.ts'
import type { TrialSummary } from '../statistics/trial-summary.ts'
import { scenarioDifferences } from '../statistics/comparability.ts'

/**
 * Where today's files say something else than the manifest of an earlier run: scenarios, envelope, the strategies' options in
 * force, what the study judges by. Empty = the same would be run again.
 * @param trials of that run: their options are those that were given
 */
export async function changedDefinitions(manifest: Manifest, trials: readonly TrialSummary[]): Promise<Difference[]> {
  const scenarios = await loadScenarios()
  const today = manifest.scenarios.flatMap(({ name }) => scenarios.get(name) ?? [])
  return [
    ...scenarioDifferences(manifest.scenarios, today),
    ...(today[0] ? differencesBetween(manifest.envelope, today[0].envelope, 'envelope') : []),
    ...(await optionDifferences(manifest, trials)),
    ...(await studyDifferences(manifest)),
  ]
}

async function optionDifferences({ strategies }: Manifest, trials: readonly TrialSummary[]): Promise<Difference[]> {
  const available = await loadStrategies()
  return strategies.flatMap(({ name, strategy = name, options }) => {
    const file = available.get(strategy)
    if (!file) return [{ field: `strategies.${strategy}`, a: 'there was such a file', b: undefined }]
    // As given: what was left to its default has today's default.
    const given = trials.find((trial) => trial.strategy === name)?.options ?? options
    const parsed = file.options.safeParse(given)
    if (!parsed.success) return [{ field: `strategies.${name}.options`, a: given, b: 'no longer accepted' }]
    return differencesBetween(options, parsed.data, `strategies.${name}.options`)
  })
}

async function studyDifferences({ command, name, study }: Manifest): Promise<Difference[]> {
  const today = command === 'study' ? (await loadStudies()).get(name) : undefined
  if (!today || !study) return []
  const judgedBy = ({ primaryMetric, direction, minimumEffect }: typeof study | typeof today) => ({
    primaryMetric,
    direction,
    minimumEffect,
  })
  return differencesBetween(judgedBy(study), judgedBy(today), 'study')
}
