import type { Watched } from '../records/trial-facts.ts'
import type { TrialSummary } from './trial-summary.ts'

/** What ran for those who watch, over several trials: any Prometheus, any page, and the most that were open. null = of none is it known. */
export function watchedTogether(trials: readonly Pick<TrialSummary, 'watched'>[]): Watched | null {
  const known = trials.flatMap(({ watched }) => watched ?? [])
  if (known.length === 0) return null
  const versions = new Set(known.flatMap(({ prometheus }) => prometheus ?? []))
  return {
    prometheus: versions.size === 0 ? null : [...versions].join(', '),
    livePage: known.some(({ livePage }) => livePage),
    livePageClientsMax: Math.max(...known.map(({ livePageClientsMax }) => livePageClientsMax)),
  }
}
