import type { CitizenRecord } from '../records/citizen-record.ts'
import type { IdentityCheckRecord } from '../records/sample-record.ts'
import { shareOf } from './goodput.ts'

/**
 * Share of the agency's calls whose citizen had gone: her journey ended before the call did. Only calls that took a slot
 * count (answered, or aborted in service); those for people who are none of ours (probes) do not.
 */
export function wastedWork(checks: readonly IdentityCheckRecord[] | null, citizens: readonly CitizenRecord[]): number | null {
  const finishedMs = new Map(citizens.map((citizen) => [citizen.citizen, citizen.finishedMs]))
  const worked = (checks ?? []).filter(
    ({ citizen, outcome }) => citizen !== null && finishedMs.has(citizen) && (outcome === 'answered' || outcome === 'aborted'),
  )
  return shareOf(worked, (check) => finishedMs.get(check.citizen!)! < check.endMs)
}
