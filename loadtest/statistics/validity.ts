import type { AttemptRecord } from '../records/attempt-record.ts'
import type { CitizenRecord } from '../records/citizen-record.ts'
import type { TrialFacts } from '../records/trial-facts.ts'
import type { Balance } from './balance.ts'
import { fateOf } from './fates.ts'
import type { LittlesLaw } from './littles-law.ts'

/** Bounds beyond which the generator, not the portal, was measured (Tene: a lagging generator omits). */
const LAG_P99_BOUND_MS = 50
const GENERATOR_CPU_BOUND_PCT = 90
const STEAL_BOUND_PCT = 5
/** Files a generator needs besides its sockets. */
const FILES_BESIDES_SOCKETS = 64

interface Judged {
  facts: TrialFacts
  citizens: readonly CitizenRecord[]
  /** Those at the step that matters. */
  attempts: readonly AttemptRecord[]
  littlesLaw: LittlesLaw
}

/**
 * Why a trial's figures cannot be trusted; empty = valid. Only faults of measurement: backlog, deaths and ledger damage are
 * findings and never appear here.
 */
export function invalidReasons({ facts, citizens, attempts, littlesLaw }: Judged): string[] {
  return [
    ...facts.measurementFaults,
    ...(facts.interrupted ? ['interrupted before its end'] : []),
    ...unaccountedCitizens(facts, citizens),
    ...unaccountedAttempts(citizens, attempts),
    ...generatorFaults(facts),
    ...envelopeFaults(facts),
    ...littlesLawFaults(littlesLaw),
  ]
}

function unaccountedCitizens(facts: TrialFacts, citizens: readonly CitizenRecord[]): string[] {
  const reasons: string[] = []
  const known = new Set(citizens.map((citizen) => citizen.citizen))
  // Without the schedule's own length only gaps below the highest number can be noticed.
  const { scheduled } = facts
  if (scheduled !== known.size)
    reasons.push(`citizens unaccounted for: ${scheduled} in the schedule, ${known.size} in the records`)
  if (known.size !== citizens.length) reasons.push(`citizens counted twice: ${citizens.length - known.size}`)
  const contradictory = citizens.filter((citizen) => fateOf(citizen) === null).length
  if (contradictory > 0) reasons.push(`citizens whose record contradicts itself: ${contradictory}`)
  const notSent = citizens.filter((citizen) => citizen.ending === 'not-sent').length
  if (notSent > 0) reasons.push(`citizens the generator failed to send: ${notSent}`)
  return reasons
}

/** What each citizen counted when sending against what was recorded when her attempts ended. */
function unaccountedAttempts(citizens: readonly CitizenRecord[], attempts: readonly AttemptRecord[]): string[] {
  const ended = new Map<number, number>()
  for (const { citizen } of attempts) ended.set(citizen, (ended.get(citizen) ?? 0) + 1)
  const known = new Set<number>()
  let wrong = 0
  for (const { citizen, attempts: sent } of citizens) {
    known.add(citizen)
    if ((ended.get(citizen) ?? 0) !== sent) wrong += 1
  }
  for (const citizen of ended.keys()) if (!known.has(citizen)) wrong += 1
  return wrong > 0 ? [`attempts not conserved: sent and ended differ for ${wrong} citizens`] : []
}

function generatorFaults({ generator }: TrialFacts): string[] {
  const { lagP99Ms, cpuPct, stealPct, socketsMax, openFilesLimit } = generator
  const reasons: string[] = []
  if (lagP99Ms > LAG_P99_BOUND_MS) reasons.push(`generator lag p99 ${lagP99Ms.toFixed(0)} ms > ${LAG_P99_BOUND_MS} ms`)
  if (cpuPct > GENERATOR_CPU_BOUND_PCT) reasons.push(`generator CPU ${cpuPct.toFixed(0)} % > ${GENERATOR_CPU_BOUND_PCT} %`)
  if (stealPct !== null && stealPct > STEAL_BOUND_PCT) reasons.push(`CPU steal ${stealPct.toFixed(1)} % > ${STEAL_BOUND_PCT} %`)
  if (openFilesLimit !== null && socketsMax + FILES_BESIDES_SOCKETS > openFilesLimit)
    reasons.push(`generator out of files: ${socketsMax} sockets of ${openFilesLimit} files`)
  return reasons
}

/** Whatever the system did, gauges and records of the same thing must agree; where one of them is missing nothing is proved. */
function littlesLawFaults({ client, server, queue }: LittlesLaw): string[] {
  const sides: [string, Balance][] = [
    ['requests at the generator', client],
    ['requests in the portal', server],
    ['the backlog', queue],
  ]
  return sides
    .filter(([, { holds }]) => holds === false)
    .map(
      ([what, { sampled, recorded, tolerance }]) =>
        `Little's law does not hold for ${what}: ${sampled?.toFixed(1)} by the gauge, ${recorded?.toFixed(1)} by the records (tolerance ${tolerance?.toFixed(1)})`,
    )
}

/** Asked against what was read back; null = could not be read back, which the report shows and which proves nothing. */
function envelopeFaults({ applied, envelope, plan, generator }: TrialFacts): string[] {
  if (plan === null) return [] // a foreign target: nothing was applied by us
  const hasWorker = plan.connections.worker > 0
  const pairs: [string, number | null | undefined, number | null][] = [
    ['portal heap MB', applied.heapMb.portal, plan.heapMb.portal],
    ['worker heap MB', hasWorker ? applied.heapMb.worker : null, plan.heapMb.worker],
    ['portal open files', applied.openFiles.portal, envelope.openFiles],
    ['worker open files', hasWorker ? applied.openFiles.worker : null, envelope.openFiles],
    ['agency slots', applied.agency?.slots, envelope.agency.slots],
    ['agency service time ms', applied.agency?.serviceMs, envelope.agency.serviceMs],
    ['agency quota', applied.agency ? (applied.agency.dailyQuota ?? Infinity) : null, envelope.agency.dailyQuota ?? Infinity],
  ]
  const reasons = pairs
    .filter(([, was, asked]) => was !== null && was !== undefined && was !== asked)
    .map(([what, was, asked]) => `envelope not applied: ${what} ${was}, asked ${asked}`)
  const { system, world } = applied.cpus
  const apart = [system, world].every((cpus) => cpus === null || /^\d+$/.test(cpus)) && system !== world
  if (generator.pinned && system !== null && !apart)
    reasons.push(`envelope not applied: the system runs on CPU ${system}, the world on ${world ?? 'an unknown one'}`)
  if (applied.connectionsMax !== null && applied.connectionsMax > envelope.connections)
    reasons.push(`envelope not applied: ${applied.connectionsMax} database connections, asked ${envelope.connections}`)
  if (plan.connections.portal + plan.connections.worker !== envelope.connections)
    reasons.push('envelope not applied: connections of the plan do not sum to the envelope')
  if (plan.heapMb.portal + plan.heapMb.worker !== envelope.heapMb)
    reasons.push('envelope not applied: heap of the plan does not sum to the envelope')
  return reasons
}
