import type { Arrival } from './schedule.ts'

/** Files, pipes and the gateway's and officers' connections. */
export const RESERVE = 300
/** Pause between two tries of somebody who refreshes, s. */
const REFRESH_S = 1

/** Open files this process may have (soft limit; Node raises it to the hard limit at its start); null where it cannot be read, Infinity without limit. */
export function openFilesLimit(): number | null {
  if (process.report === undefined) return null
  Object.assign(process.report, { excludeNetwork: true }) // or it looks up names
  const report = process.report.getReport() as { userLimits?: { open_files?: { soft: number | 'unlimited' } } }
  const soft = report.userLimits?.open_files?.soft
  return soft === 'unlimited' ? Infinity : (soft ?? null)
}

/**
 * Sockets at the same time in the worst case, when nothing is ever answered: everybody who arrives within one
 * chain of tries (patience and refresh, `retries` + 1 times, cut by the tolerance) holds one, and a reserve.
 */
export function openFilesNeeded(
  arrivals: readonly Arrival[],
  behaviour: { patienceS: number; toleranceS: number; retries: number; retry: string },
): number {
  const tries = behaviour.retry === 'none' ? 1 : behaviour.retries + 1
  const chainS = Math.min(tries * (behaviour.patienceS + REFRESH_S), behaviour.toleranceS + behaviour.patienceS)
  return mostWithin(arrivals, chainS * 1000) + RESERVE
}

/** Most arrivals in any window of that length. */
function mostWithin(arrivals: readonly Arrival[], windowMs: number): number {
  let most = 0
  let first = 0
  for (let last = 0; last < arrivals.length; last++) {
    while (timeOf(arrivals, last) - timeOf(arrivals, first) > windowMs) first++
    most = Math.max(most, last - first + 1)
  }
  return most
}

function timeOf(arrivals: readonly Arrival[], index: number): number {
  return (arrivals[index] as Arrival).atMs
}

/** Why the plan cannot be carried on this machine, with the remedy; null when it can. */
export function openFilesProblem(limit: number | null, needed: number): string | null {
  if (limit === null || limit >= needed) return null
  return `the load generator may open ${limit} files, the plan needs up to ${needed} sockets at once: raise the limit (ulimit -n ${needed}) or lower the rate`
}
