import type { Answer } from './answer.ts'
import type { AnswerReader } from './answer-reader.ts'

/** Where a request has gone. */
export interface Carrier {
  /** Whoever sent it has gone: destroys the connection and settles the exchange as `timedOut`. */
  abandon(exchange: Exchange): void
}

/** One try on its way; settles exactly once, at the latest when the patience is over. */
export class Exchange {
  /** Rejects only with GeneratorFault. */
  readonly answer: Promise<Answer>
  readonly #resolve: (answer: Answer) => void
  readonly #reject: (fault: unknown) => void
  readonly #carrier: Carrier
  readonly #patience: NodeJS.Timeout

  constructor(patienceMs: number, carrier: Carrier) {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    this.answer = promise
    this.#resolve = resolve
    this.#reject = reject
    this.#carrier = carrier
    this.#patience = setTimeout(leave, patienceMs, this)
  }

  /** The person goes away now: the connection is destroyed, the answer is `timedOut`. Nothing happens when it has come. */
  leave(): void {
    this.#carrier.abandon(this)
  }

  /** @param reader knows how far the answer had come */
  settle(outcome: Answer['outcome'], reader: AnswerReader): void {
    clearTimeout(this.#patience)
    this.#resolve({ outcome, status: reader.status, retryAfterS: reader.retryAfterS, body: reader.body() })
  }

  /** The generator could not send it. */
  fail(fault: unknown): void {
    clearTimeout(this.#patience)
    this.#reject(fault)
  }
}

// Not a closure: there is one of these timers for every request.
function leave(exchange: Exchange): void {
  exchange.leave()
}
