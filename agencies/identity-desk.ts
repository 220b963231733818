import type { CheckOutcome, FinishedCheck } from './check-log.ts'
import { DailyQuota, secondsToNextDay } from './daily-quota.ts'

/** Callers that wait for a slot; the next one is told to come back. */
const MAX_WAITING = 1000
/** Longest wait announced to a caller who is turned away. */
const MAX_RETRY_AFTER_S = 60
/** How much of its own lateness the desk makes good; a longer stall is lost time, not a burst afterwards. */
const MAX_CATCH_UP_MS = 50

export interface Capacity {
  /** Checks in service at the same time; 0 = everybody waits. */
  slots: number
  /** Mean service time, ms. */
  serviceMs: number
  /** Checks a day of Asia/Jakarta; null = no quota. */
  dailyQuota: number | null
}

type Answer = { outcome: 'answered' } | { outcome: 'quota' | 'overloaded'; retryAfterS: number }

interface Visit {
  nik: string
  arrivedMs: number
  gone: boolean
  answer(answer: Answer): void
}

/**
 * The capacity of the identity registry: `slots` checks at a time, the others wait in order of arrival. A caller who goes
 * while waiting gives up its place and its share of the quota; in service it keeps its slot, since the work is done anyway.
 *
 * Throughput under load is slots / serviceMs whatever the machine does: a check that was waiting starts when its slot's
 * previous check should have ended, not when a late timer said so.
 */
export class IdentityDesk {
  #capacity: Capacity
  readonly #drawServiceTime: () => number
  readonly #record: (check: FinishedCheck) => void
  readonly #quota = new DailyQuota()
  /** A Set keeps the order of arrival and lets anybody leave at once. */
  readonly #waiting = new Set<Visit>()
  #busy = 0

  /** `drawServiceTime`: relative service times, mean 1. `record` is called once for each check, when it is over. */
  constructor(capacity: Capacity, drawServiceTime: () => number, record: (check: FinishedCheck) => void) {
    this.#capacity = { ...capacity }
    this.#drawServiceTime = drawServiceTime
    this.#record = record
  }

  /** Asks for a check; `answer` comes at most once. Returns what to call when the caller has gone (any time, also too late). */
  enter(nik: string, answer: (answer: Answer) => void): () => void {
    const now = nowMs()
    const visit: Visit = { nik, answer, arrivedMs: now, gone: false }
    if (this.#busy >= this.#capacity.slots && this.#waiting.size >= MAX_WAITING) {
      this.#refuse(visit, 'overloaded', this.#drainS())
    } else if (!this.#quota.take(now, this.#capacity.dailyQuota)) {
      this.#refuse(visit, 'quota', secondsToNextDay(now))
    } else {
      this.#waiting.add(visit)
      this.#fill(now)
    }
    return () => this.#leave(visit)
  }

  /** Takes effect at once for those who wait; checks in service end as they began, also when slots become fewer. */
  change(capacity: Partial<Capacity>): void {
    this.#capacity = { ...this.#capacity, ...capacity }
    this.#fill(nowMs())
  }

  state(): Capacity & { busy: number; waiting: number; usedToday: number } {
    return { ...this.#capacity, busy: this.#busy, waiting: this.#waiting.size, usedToday: this.#quota.used(nowMs()) }
  }

  /** Gives free slots to those who wait; `freeMs`: since when the slot is free. */
  #fill(freeMs: number): void {
    const earliestMs = Math.max(freeMs, nowMs() - MAX_CATCH_UP_MS)
    for (const visit of this.#waiting) {
      if (this.#busy >= this.#capacity.slots) return
      this.#waiting.delete(visit)
      this.#serve(visit, Math.max(visit.arrivedMs, earliestMs))
    }
  }

  #serve(visit: Visit, startMs: number): void {
    this.#busy += 1
    const endMs = startMs + this.#capacity.serviceMs * this.#drawServiceTime()
    const finish = () => {
      this.#busy -= 1
      this.#end(visit, startMs, endMs, visit.gone ? 'aborted' : 'answered')
      if (!visit.gone) visit.answer({ outcome: 'answered' })
      this.#fill(endMs)
    }
    setTimeout(finish, Math.max(0, endMs - nowMs())).unref()
  }

  #leave(visit: Visit): void {
    visit.gone = true
    if (!this.#waiting.delete(visit)) return
    this.#quota.giveBack(visit.arrivedMs)
    const now = nowMs()
    this.#end(visit, now, now, 'aborted')
  }

  #refuse(visit: Visit, outcome: 'quota' | 'overloaded', retryAfterS: number): void {
    this.#end(visit, visit.arrivedMs, visit.arrivedMs, outcome)
    visit.answer({ outcome, retryAfterS })
  }

  #end({ nik, arrivedMs }: Visit, startMs: number, endMs: number, outcome: CheckOutcome): void {
    this.#record({ nik, arrivedMs, startMs, endMs, outcome })
  }

  /** How long those who wait now will take. */
  #drainS(): number {
    const { serviceMs, slots } = this.#capacity
    return Math.min(MAX_RETRY_AFTER_S, Math.max(1, Math.ceil((this.#waiting.size * serviceMs) / slots / 1000)))
  }
}

/** Epoch ms that never jump. */
function nowMs(): number {
  return performance.timeOrigin + performance.now()
}
