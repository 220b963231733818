/** Bounds of the counts, ms: people wait 5 s for one try and 20 s in all. */
export const LATENCY_BOUNDS_MS = [
  5, 10, 25, 50, 100, 250, 500, 750, 1000, 1500, 2000, 3000, 4000, 5000, 7500, 10_000, 15_000, 20_000, 30_000,
] as const

/** Latencies counted between bounds, as a Prometheus histogram wants them: seconds of any number can be added up without error. */
export class LatencyCounts {
  #counts = zeros()
  #sumMs = 0

  record(ms: number): void {
    let index = 0
    while (index < LATENCY_BOUNDS_MS.length && ms > LATENCY_BOUNDS_MS[index]!) index++
    this.#counts[index]! += 1
    this.#sumMs += ms
  }

  /**
   * What was recorded since the last time. `latencyCounts[i]` = longer than bound i - 1, no longer than bound i; the last one = longer than
   * all bounds.
   */
  take(): { latencyCounts: number[]; latencySumMs: number } {
    const taken = { latencyCounts: this.#counts, latencySumMs: Math.round(this.#sumMs * 1000) / 1000 }
    this.#counts = zeros()
    this.#sumMs = 0
    return taken
  }
}

function zeros(): number[] {
  return LATENCY_BOUNDS_MS.map(() => 0).concat(0)
}
