import { nominalCapacityPerS } from '../../strategies/strategy.ts'
import { loadJourneys } from '../definitions.ts'
import { scheduleOf } from '../drivers/schedule.ts'
import type { Journey } from '../journeys/journey.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { Laboratory } from './laboratory.ts'
import { makeTemplate, type Template } from './seeding.ts'

/** The database that a scenario's people with this seed find: those whose journey starts with an account have one. */
export async function templateFor(lab: Laboratory, scenario: Scenario, seed: number): Promise<Template> {
  const citizens = seededCitizens(scenario, await loadJourneys(), seed)
  return makeTemplate(lab.postgres, { seed, citizens, officers: scenario.officers })
}

/** Indices of those who hold an account and a session before the scenario begins, in order of arrival. */
export function seededCitizens(scenario: Scenario, journeys: ReadonlyMap<string, Journey>, seed: number): number[] {
  const { stages, arrivals: process, mix, envelope } = scenario
  const arrivals = scheduleOf({ stages, arrivals: process, mix, seed, nominalCapacityPerS: nominalCapacityPerS(envelope) })
  return arrivals.filter(({ journey }) => journeys.get(journey)?.seeded).map(({ citizen }) => citizen)
}
