import { planOf } from '../../strategies/load-strategies.ts'
import type { Envelope, Strategy } from '../../strategies/strategy.ts'
import type { ManifestStrategy } from '../records/manifest.ts'
import type { TimedFault } from '../scenarios/scenario.ts'
import type { Arm } from '../studies/study.ts'
import { oneOf } from './options.ts'
import { UsageError } from './usage-error.ts'

/** An arm that can be run: its strategy is there and its plan fits into the envelope. */
export interface ChosenStrategy {
  /** Of the arm; the strategy's own unless the study says otherwise. */
  name: string
  strategy: Strategy
  /** As given; what is not given has its default. */
  options: Record<string, unknown>
  /** On top of the scenario's own. */
  faults: readonly TimedFault[]
  described: ManifestStrategy
}

/** Strategies by name with their options, checked against the envelope before anything starts. @throws UsageError */
export function chosenStrategies(
  names: readonly string[],
  available: ReadonlyMap<string, Strategy>,
  options: Record<string, string>,
  envelope: Envelope,
): ChosenStrategy[] {
  return chosenArms(
    names.map((name) => ({ name, strategy: name, options, faults: [] })),
    available,
    envelope,
  )
}

/** Likewise arms, which may share a strategy. @throws UsageError */
export function chosenArms(arms: readonly Arm[], available: ReadonlyMap<string, Strategy>, envelope: Envelope): ChosenStrategy[] {
  const names = arms.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new UsageError(`strategy "${twice}" is named twice`)
  return arms.map(({ name, options, faults, ...arm }) => {
    const strategy = available.get(oneOf('strategy', arm.strategy, [...available.keys()])) as Strategy
    try {
      planOf(strategy, options, envelope)
    } catch (error) {
      throw new UsageError((error as Error).message.replaceAll(/\s*\n\s*/g, ' '))
    }
    const { summary, reference, durability } = strategy
    const described: ManifestStrategy = {
      name,
      ...(name === strategy.name ? {} : { strategy: strategy.name }),
      ...(faults.length === 0 ? {} : { faults }),
      summary,
      reference,
      durability,
      options: strategy.options.parse(options) as Record<string, unknown>,
    }
    return { name, strategy, options: { ...options }, faults, described }
  })
}
