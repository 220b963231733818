import type { ManifestStrategy } from '../records/manifest.ts'
import type { TimedFault } from '../scenarios/scenario.ts'
import { faultWords, type LastingFaults } from './fault-span.ts'
import type { Study } from './read-study.ts'

/** What the arms of a study differ in: the strategy, nothing (an A/A control), or what `armWords` says of each. */
type ArmDifference = 'strategy' | 'nothing' | 'named'

/** @param names of the arms that were run, two or more */
export function armDifference({ manifest }: Pick<Study, 'manifest'>, names: readonly string[]): ArmDifference {
  const arms = manifest.strategies.filter(({ name }) => names.includes(name))
  if (arms.every((arm) => isPlain(arm, arms))) return 'strategy'
  return arms.every((arm) => isSame(arm, arms[0]!)) ? 'nothing' : 'named'
}

/**
 * What one arm does: its strategy in a line, or, where an arm before it has the same strategy, what differs from that one.
 * null = the manifest does not name it.
 */
export function armWords(name: string, { manifest, lasting }: Pick<Study, 'manifest' | 'lasting'>): string | null {
  const arm = manifest.strategies.find((one) => one.name === name)
  if (arm === undefined) return null
  const first = firstAlike(arm, manifest.strategies)
  const planted = (arm.faults ?? []).map((fault) => faultWords(fault, lasting)).join(', ')
  if (first === arm) return planted === '' ? arm.summary : `${arm.summary}; fault planted: ${planted}`
  const differences = [...optionDifferences(arm, first), ...faultDifferences(arm, first, lasting)]
  return `the same as ${first.name}${differences.length === 0 ? ': nothing differs' : `, but ${differences.join(', ')}`}`
}

/** The names of those that are not a strategy as it is, alone of its kind. */
export function variantsAmong(names: readonly string[], { manifest }: Pick<Study, 'manifest'>): string[] {
  const arms = manifest.strategies.filter(({ name }) => names.includes(name))
  return arms.filter((arm) => firstAlike(arm, arms) !== arm || (arm.faults ?? []).length > 0).map(({ name }) => name)
}

function isPlain(arm: ManifestStrategy, arms: readonly ManifestStrategy[]): boolean {
  return (arm.faults ?? []).length === 0 && arms.filter((other) => strategyOf(other) === strategyOf(arm)).length === 1
}

function isSame(a: ManifestStrategy, b: ManifestStrategy): boolean {
  return (
    strategyOf(a) === strategyOf(b) &&
    optionDifferences(a, b).length === 0 &&
    JSON.stringify(a.faults ?? []) === JSON.stringify(b.faults ?? [])
  )
}

function firstAlike(arm: ManifestStrategy, arms: readonly ManifestStrategy[]): ManifestStrategy {
  return arms.find((other) => strategyOf(other) === strategyOf(arm)) ?? arm
}

function strategyOf({ name, strategy = name }: ManifestStrategy): string {
  return strategy
}

/** Both have every option of their strategy, defaults included. */
function optionDifferences(arm: ManifestStrategy, first: ManifestStrategy): string[] {
  return Object.entries(arm.options)
    .filter(([name, value]) => written(value) !== written(first.options[name]))
    .map(([name, value]) => `with ${name} ${written(value)} instead of ${written(first.options[name])}`)
}

function written(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none')
}

function faultDifferences(arm: ManifestStrategy, first: ManifestStrategy, lasting: LastingFaults): string[] {
  const words = (faults: readonly TimedFault[] = []) => faults.map((fault) => faultWords(fault, lasting)).join(', ')
  const [own, others] = [words(arm.faults), words(first.faults)]
  if (own === others) return []
  return own === '' ? [`without the fault that is planted there`] : [`with a fault planted: ${own}`]
}
