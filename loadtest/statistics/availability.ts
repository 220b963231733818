import type { ProbeRecord } from '../records/sample-record.ts'
import { shareOf } from './goodput.ts'

/** Share of the 1 Hz probes from outside that were answered 200 within 2 s; null = nobody probed. */
export function availabilityOf(probes: readonly ProbeRecord[] | null): number | null {
  return shareOf(probes ?? [], (probe) => probe.ok === 1)
}
