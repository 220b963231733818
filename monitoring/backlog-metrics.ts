import type { Registry } from 'prom-client'
import { BACKLOG } from './metric-names.ts'
import { stateGauge } from './state-gauge.ts'

/** Shared state of portal and worker: the accepted applications that are not issued yet. `read` answers from memory; null = unknown. */
export function backlogMetrics(registry: Registry, read: () => number | null): void {
  stateGauge(registry, BACKLOG, 'Accepted applications that are not issued yet (shared state: max, never sum)', read)
}
