/**
 * Requests that have no answer yet and whose citizens are still there: how many, and how old they are together. Two additions a
 * request, whatever their number.
 */
export class OpenRequests {
  #count = 0
  #startedS = 0

  enter(atS: number): void {
    this.#count += 1
    this.#startedS += atS
  }

  /** @param enteredAtS what `enter` was told */
  leave(enteredAtS: number): void {
    this.#count -= 1
    this.#startedS -= enteredAtS
  }

  /** Seconds that all of them have spent inside by now, summed. */
  agesS(nowS: number): number {
    return Math.max(0, this.#count * nowS - this.#startedS)
  }
}
