import { loadFaults } from '../definitions.ts'
import type { TimedFault } from '../scenarios/scenario.ts'

/** Names of faults that last until they are switched off; all others are single events. */
export type LastingFaults = ReadonlySet<string>

/** By today's fault files: results name their faults, and what a fault is stands in its file. */
export async function lastingFaults(): Promise<LastingFaults> {
  return new Set(Array.from((await loadFaults()).values()).flatMap(({ name, stop }) => (stop ? [name] : [])))
}

/**
 * Seconds since the trial's start at which a fault was over: of a single event when it began.
 * @param endedS of the trial, which switches off what is still on
 */
export function faultEndS({ fault, atS, untilS = Infinity }: TimedFault, endedS: number, lasting: LastingFaults): number {
  return lasting.has(fault) ? Math.min(untilS, endedS) : Math.min(atS, endedS)
}

export function faultWords({ fault, atS, untilS }: TimedFault, lasting: LastingFaults): string {
  if (!lasting.has(fault)) return `${fault} at ${atS} s`
  return `${fault} from ${atS} s ${untilS === undefined ? 'to the end' : `to ${untilS} s`}`
}
