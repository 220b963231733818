import { Histogram, type Registry } from 'prom-client'
import { AGENCY_CALL_DURATION_SECONDS } from './metric-names.ts'

/**
 * Measures calls of the outside world as their caller sees them, waits inside the caller's own connection pool included.
 * @returns for one agency, what to call at the end of each call: how it ended (`ok`, `unavailable`, `aborted`, `failed`) and how long it took
 */
export function agencyCallMetrics(registry: Registry) {
  const durationSeconds = new Histogram({
    name: AGENCY_CALL_DURATION_SECONDS,
    help: 'Calls of an agency by result: ok, unavailable, aborted (the caller had gone), failed; waits of the caller included',
    labelNames: ['agency', 'result'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 10, 30],
    registers: [registry],
  })
  return (agency: 'dukcapil' | 'message-gateway') => (result: string, durationMs: number) =>
    durationSeconds.observe({ agency, result }, durationMs / 1000)
}
