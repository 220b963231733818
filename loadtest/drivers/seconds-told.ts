import type { OpenDriverPlan, Progress } from './open-driver-plan.ts'
import type { Arrival } from './schedule.ts'

export interface SecondsInput {
  stages: OpenDriverPlan['stages']
  arrivals: readonly Arrival[]
  /** Of the trial. */
  nowMs(): number
  /** What is so now, and what happened since it was asked before. */
  look(): Omit<Progress, 'type' | 'second' | 'stage' | 'scheduled' | 'rssMb'>
  tell(progress: Progress): void
}

/** Tells of every second of a trial when it is over. */
export class SecondsTold {
  readonly #input: SecondsInput
  /** Arrivals by second. */
  readonly #scheduled: number[]
  #second = 0
  #timer: NodeJS.Timeout | undefined
  #rssMb = 0
  #rssMaxMb = 0

  constructor(input: SecondsInput) {
    this.#input = input
    const seconds = Math.ceil(input.stages.reduce((sum, { durationS }) => sum + durationS, 0)) + 1
    this.#scheduled = Array.from({ length: seconds }, () => 0)
    for (const { atMs } of input.arrivals) this.#scheduled[Math.floor(atMs / 1000)]! += 1
  }

  /** Most memory that was seen at the end of a second. */
  get rssMaxMb(): number {
    return this.#rssMaxMb
  }

  start(): void {
    while (this.#input.nowMs() >= this.#endMs) this.#tellSecond()
    this.#timer = setTimeout(() => this.start(), Math.max(1, this.#endMs - this.#input.nowMs()))
  }

  /** Tells of the second that is cut short. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#tellSecond()
  }

  get #endMs(): number {
    return (this.#second + 1) * 1000
  }

  #tellSecond(): void {
    const second = this.#second++
    this.#readMemory()
    this.#input.tell({
      type: 'progress',
      second,
      stage: this.#stageAt(second),
      scheduled: this.#scheduled[second] ?? 0,
      ...this.#input.look(),
      rssMb: this.#rssMb,
    })
  }

  /** Reading it takes a file: without one left the last figure stays, and the requests that found none are faults anyway. */
  #readMemory(): void {
    try {
      this.#rssMb = process.memoryUsage.rss() / 2 ** 20
    } catch {
      return
    }
    this.#rssMaxMb = Math.max(this.#rssMaxMb, this.#rssMb)
  }

  #stageAt(second: number): string {
    let endS = 0
    for (const { name, durationS } of this.#input.stages) if (second < (endS += durationS)) return name
    return 'drain'
  }
}
