import type { Scenario } from '../scenarios/scenario.ts'
import { nominalCapacityPerS } from '../../strategies/strategy.ts'

/** The people of a scenario at one constant rate, without surge and faults: what one step of the search sends. */
export function steadyScenario(base: Scenario, ratePerS: number, durationS: number): Scenario {
  const { thresholds: _judgedByTheSearch, ...people } = base
  return {
    ...people,
    name: rateName(ratePerS),
    summary: `${durationS} s at ${ratePerS} people a second, those of ${base.name}`,
    // `before` is what summaries know as base load.
    stages: [{ name: 'before', durationS, rate: ratePerS / nominalCapacityPerS(base.envelope) }],
    faults: [],
  }
}

/** For ids and directories. */
function rateName(ratePerS: number): string {
  return `at-${ratePerS}-per-s`
}
