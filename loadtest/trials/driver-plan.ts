import { nominalCapacityPerS } from '../../strategies/strategy.ts'
import type { OpenDriverPlan } from '../drivers/open-driver-plan.ts'
import type { Scenario } from '../scenarios/scenario.ts'

/** People on their way at the end of the last stage get their tolerance and one tracking interval more. */
const DRAIN_BEYOND_TOLERANCE_S = 5

/** A scenario's people as the open driver wants to know them. */
export function driverPlan(
  { stages, arrivals, mix, behaviour, envelope }: Scenario,
  rest: Pick<OpenDriverPlan, 'target' | 'gateway' | 'seed' | 'officerTokens' | 'outDir' | 'absent' | 'keyPrefix'>,
): OpenDriverPlan {
  return {
    ...rest,
    stages: [...stages],
    nominalCapacityPerS: nominalCapacityPerS(envelope),
    arrivals,
    mix: { ...mix },
    behaviour,
    drainLimitS: behaviour.toleranceS + DRAIN_BEYOND_TOLERANCE_S,
    localAddresses: [],
  }
}
