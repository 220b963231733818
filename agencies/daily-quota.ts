const DAY_MS = 86_400_000
/** Jakarta is UTC+7 all the year. */
const JAKARTA_MS = 7 * 3_600_000

/** Counts what was used on the current day of Asia/Jakarta; all times are epoch ms. */
export class DailyQuota {
  #day = 0
  #used = 0

  /** Takes one if fewer than `limit` were taken today; null = no limit. */
  take(nowMs: number, limit: number | null): boolean {
    const used = this.used(nowMs)
    if (limit !== null && used >= limit) return false
    this.#used = used + 1
    return true
  }

  /** Returns one that was taken at `takenMs`; those of an earlier day are gone. */
  giveBack(takenMs: number): void {
    if (dayOf(takenMs) === this.#day) this.#used -= 1
  }

  used(nowMs: number): number {
    const day = dayOf(nowMs)
    if (day !== this.#day) {
      this.#day = day
      this.#used = 0
    }
    return this.#used
  }
}

/** Whole seconds until the next day of Asia/Jakarta begins. */
export function secondsToNextDay(nowMs: number): number {
  return Math.ceil(((dayOf(nowMs) + 1) * DAY_MS - JAKARTA_MS - nowMs) / 1000)
}

function dayOf(epochMs: number): number {
  return Math.floor((epochMs + JAKARTA_MS) / DAY_MS)
}
