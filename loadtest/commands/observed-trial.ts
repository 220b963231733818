import { planOf } from '../../strategies/load-strategies.ts'
import { nominalCapacityPerS } from '../../strategies/strategy.ts'
import type { ObservedTrial } from '../live/watch.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { trialId } from '../trials/run-trial.ts'
import type { ChosenStrategy } from './chosen-strategies.ts'

/** A trial as those who watch it are told. */
export function observedTrial(
  { name, strategy, options, faults }: ChosenStrategy,
  scenario: Scenario,
  { seed, block, attemptNo = 1 }: { seed: number; block: number; attemptNo?: 1 | 2 },
): Required<ObservedTrial> {
  const { envelope, stages } = scenario
  const { heapMb, connections } = planOf(strategy, options, envelope)
  return {
    id: trialId(name, scenario.name, seed, block, attemptNo),
    strategy: name,
    scenario: scenario.name,
    seed,
    block,
    stages,
    nominalCapacityPerS: nominalCapacityPerS(envelope),
    faults: [...scenario.faults, ...faults],
    limits: { heapMb: heapMb.portal, connections: connections.portal },
  }
}
