import type { Registry } from 'prom-client'
import * as names from './metric-names.ts'
import { stateGauge, stateGauges } from './state-gauge.ts'

/** The counts of a pg.Pool, which fits as it is. */
export interface PoolCounts {
  readonly totalCount: number
  readonly idleCount: number
  readonly waitingCount: number
  readonly options: { readonly max: number }
}

/** Shows the database connections of this process; `pool` is read at each scrape. */
export function poolMetrics(registry: Registry, pool: PoolCounts): void {
  stateGauges(
    registry,
    names.PG_POOL_CONNECTIONS,
    'Database connections of this process by state: busy, idle; waiting = requests that wait for one',
    'state',
    () => ({ busy: pool.totalCount - pool.idleCount, idle: pool.idleCount, waiting: pool.waitingCount }),
  )
  stateGauge(registry, names.PG_POOL_SIZE, 'Most database connections that this process may hold', () => pool.options.max)
}
