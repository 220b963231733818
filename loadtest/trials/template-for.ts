import { nominalCapacityPerS } from '../../strategies/strategy.ts'
import { loadJourneys } from '../definitions.ts'
import { scheduleOf } from '../drivers/schedule.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { Laboratory } from './laboratory.ts'
import { makeTemplate, type Template } from './seeding.ts'

/** The database that a scenario's people with this seed find: those whose journey starts with an account have one. */
export async function templateFor(lab: Laboratory, scenario: Scenario, seed: number): Promise<Template> {
  const journeys = await loadJourneys()
  const unknown = Object.keys(scenario.mix).filter((name) => !journeys.has(name))
  if (unknown.length > 0) throw new Error(`scenario ${scenario.name} names unknown journeys: ${unknown.join(', ')}`)
  const { stages, arrivals: process, mix, envelope } = scenario
  const arrivals = scheduleOf({ stages, arrivals: process, mix, seed, nominalCapacityPerS: nominalCapacityPerS(envelope) })
  const citizens = arrivals.filter(({ journey }) => journeys.get(journey)?.seeded).map(({ citizen }) => citizen)
  return makeTemplate(lab.postgres, { seed, citizens, officers: scenario.officers })
}
