import { setTimeout as sleep } from 'node:timers/promises'
import { quantile } from '../statistics/quantile.ts'

/**
 * How late a 1 ms timer of this process is while nothing else of ours runs, p99, ms: what the machine (its other guests, other
 * programs, its clock's grain) adds to any generator on this core.
 */
export async function idleLagP99Ms(durationMs: number): Promise<number> {
  const late: number[] = []
  const endAt = performance.now() + durationMs
  for (let now = performance.now(); now < endAt;) {
    await sleep(1)
    late.push(performance.now() - now - 1)
    now = performance.now()
  }
  return quantile(late, 0.99) ?? 0
}
