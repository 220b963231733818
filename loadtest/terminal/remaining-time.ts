/** How long the rest of an act will take, by the mean of the steps that are over: steps of an act are much alike. */
export class RemainingTime {
  #stepsLeft: number
  #took: number[] = []

  /** @param steps that have to be run */
  constructor(steps: number) {
    this.#stepsLeft = steps
  }

  /** A step is over. @param ms how long it took */
  stepTook(ms: number): void {
    this.#took.push(ms)
    this.#stepsLeft -= 1
  }

  /** For people, e.g. `about 12 min left`; null = no step is over yet, or only one thing is left to be said: nothing. */
  get text(): string | null {
    if (this.#took.length === 0 || this.#stepsLeft <= 0) return null
    const meanMs = this.#took.reduce((sum, ms) => sum + ms, 0) / this.#took.length
    const minutes = (meanMs * this.#stepsLeft) / 60_000
    if (minutes < 1) return 'less than a minute left'
    if (minutes < 90) return `about ${Math.round(minutes)} min left`
    return `about ${(minutes / 60).toFixed(1)} h left`
  }
}
