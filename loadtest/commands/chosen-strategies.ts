import { planOf } from '../../strategies/load-strategies.ts'
import type { Envelope, Strategy } from '../../strategies/strategy.ts'
import type { ManifestStrategy } from '../records/manifest.ts'
import { oneOf } from './options.ts'
import { UsageError } from './usage-error.ts'

export interface ChosenStrategy {
  strategy: Strategy
  /** As given; what is not given has its default. */
  options: Record<string, unknown>
  described: ManifestStrategy
}

/** Strategies by name with their options, checked against the envelope before anything starts. @throws UsageError */
export function chosenStrategies(
  names: readonly string[],
  available: ReadonlyMap<string, Strategy>,
  options: Record<string, string>,
  envelope: Envelope,
): ChosenStrategy[] {
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new UsageError(`strategy "${twice}" is named twice`)
  return names.map((name) => {
    const strategy = available.get(oneOf('strategy', name, [...available.keys()])) as Strategy
    try {
      planOf(strategy, options, envelope)
    } catch (error) {
      throw new UsageError((error as Error).message.replaceAll(/\s*\n\s*/g, ' '))
    }
    const { summary, reference, durability } = strategy
    const inForce = strategy.options.parse(options) as Record<string, unknown>
    return { strategy, options, described: { name, summary, reference, durability, options: inForce } }
  })
}
