import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { request } from 'undici'
import { personOf } from '../citizens/identity.ts'
import { loadJourneys } from '../definitions.ts'
import { EnvironmentError, reasonOf } from '../environment/environment-error.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { TargetTrial } from '../trials/load-target.ts'
import { trialId } from '../trials/run-trial.ts'
import { seedTarget } from '../trials/target-database.ts'
import { seededCitizens } from '../trials/template-for.ts'
import type { Target } from './target.ts'

/** What a foreign portal's strategy is called: nobody knows. */
export const STRATEGY = 'target'
/** Longest wait for an answer of a target to which nobody has come yet, ms. */
const ANSWER_LIMIT_MS = 10_000
/** A portal that has just been started, behind a balancer that has not noticed yet, needs some 2 s. */
const START_LIMIT_MS = 5000
const AGAIN_MS = 250
const NOBODY = '00000000-0000-0000-0000-000000000000'

/**
 * Writes the people into the target's database where it is known, and finds out who can come: people with seeded accounts if the portal knows
 * them, newcomers if their inbox is known.
 * @param options.directory of the results
 * @throws EnvironmentError
 */
export async function prepareTarget(
  { portal, gateway, database: url }: Target,
  { scenario, seed, fresh, directory }: { scenario: Scenario; seed: number; fresh: boolean; directory: string },
): Promise<TargetTrial> {
  const journeys = await loadJourneys()
  const database = url === null ? null : await seedTarget(url, { scenario, journeys, seed, fresh })
  const people = seededCitizens(scenario, journeys, seed)
  // The first and the last: a portal that was prepared for a smaller scenario knows the former only.
  const known = people.length > 0 && (await knows(portal, seed, people[0]!)) && (await knows(portal, seed, Math.max(...people)))
  if (database !== null && people.length > 0 && !known)
    throw new EnvironmentError(
      `${portal} does not know the people who have been written into the database: it is another portal's`,
    )
  const absent = Object.keys(scenario.mix).filter((name) =>
    journeys.get(name)?.seeded ? !known : name === 'newcomer' && gateway === null,
  )
  if (absent.length === Object.keys(scenario.mix).length)
    throw new EnvironmentError(`none of the people of ${scenario.name} can use ${portal}`)
  // Officers have sessions in its database; its processes are out of reach.
  const possible: Scenario = { ...scenario, officers: database === null ? 0 : scenario.officers, faults: [] }
  const id = trialId(STRATEGY, scenario.name, seed, 1)
  const path = join(directory, 'trials', id)
  return { id, strategy: STRATEGY, portal, gateway, database, scenario: possible, absent, seed, directory: path }
}

/** Waits until somebody answers. @throws EnvironmentError when nobody does within the limit, or before it is stopped */
export async function awaitPortal(portal: string, stop: AbortSignal, limitMs = START_LIMIT_MS): Promise<void> {
  for (const until = Date.now() + limitMs; ; await sleep(AGAIN_MS)) {
    try {
      return void (await askPortal(portal, 'nobody'))
    } catch (error) {
      if (stop.aborted || Date.now() > until) throw error
    }
  }
}

/** 404: the session is known, the application is not. */
async function knows(portal: string, seed: number, citizen: number): Promise<boolean> {
  return (await askPortal(portal, personOf(seed, citizen).token)) === 404
}

/** Asks for an application that does not exist. @returns the status @throws EnvironmentError when nobody answers */
async function askPortal(portal: string, token: string): Promise<number> {
  try {
    const { statusCode, body } = await request(`${portal}/api/applications/${NOBODY}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    })
    await body.dump()
    return statusCode
  } catch (cause) {
    throw new EnvironmentError(`nobody answers at ${portal}: ${reasonOf(cause)}`, { cause })
  }
}
