import { personOf } from '../citizens/identity.ts'
import type { Person } from '../citizens/identity.ts'
import { Random } from '../citizens/random.ts'
import type { AttemptRecord, Outcome } from '../records/attempt-record.ts'
import type { CitizenRecord, Ending } from '../records/citizen-record.ts'
import type { Behaviour } from '../scenarios/scenario.ts'
import { GeneratorFault } from './answer.ts'
import type { Answer } from './answer.ts'
import type { Connections, HttpRequest } from './connections.ts'
import { nextTry } from './next-try.ts'
import type { Temper } from './next-try.ts'
import type { Arrival } from './schedule.ts'
import { unsentRow } from './unsent-row.ts'

/** What all citizens of a trial share. */
export interface Surroundings {
  seed: number
  behaviour: Behaviour
  /** Begins every Idempotency-Key. */
  keyPrefix: string
  portal: Connections
  /** Where newcomers read their OTP; null = there is none. */
  gateway: Connections | null
  /** Milliseconds since the trial's start, monotonic. */
  nowMs(): number
  witness: Witness
}

/** Hears of every event at the moment it happens. */
export interface Witness {
  attempt(attempt: AttemptRecord, matters: boolean): void
  acknowledged(record: Readonly<CitizenRecord>): void
  result(record: Readonly<CitizenRecord>): void
}

/** Ends a journey from inside; passes through journeys untouched. One for all: nobody reads its stack trace. */
const JOURNEY_OVER = new Error('the journey is over')

type AttemptStep = AttemptRecord['step']

/** One person on her way through the portal: what a journey works with. Everything she does is recorded. */
export class Citizen {
  /** Where the crowd keeps her; the crowd's own. */
  place = 0
  readonly #around: Surroundings
  readonly #matters: AttemptStep
  readonly #record: CitizenRecord
  readonly #toleratesUntilMs: number
  readonly #attempts: Partial<Record<AttemptStep, number>> = {}
  // Made when they are needed: a visitor whose page comes needs none of them, and each costs several hashes.
  #person: Person | null = null
  #temper: Temper | null = null
  #keys: Random | null = null
  #forms = 0
  #lastOutcome: Outcome | null = null
  #over = false
  #waitsFor: { leave(): void } | null = null

  constructor(arrival: Arrival, matters: AttemptStep, around: Surroundings) {
    this.#around = around
    this.#matters = matters
    this.#record = unsentRow(arrival, arrival.atMs)
    this.#toleratesUntilMs = arrival.atMs + around.behaviour.toleranceS * 1000
  }

  get person(): Person {
    return (this.#person ??= personOf(this.#around.seed, this.#record.citizen))
  }

  get hasAcknowledgement(): boolean {
    return this.#record.acknowledgedMs !== null
  }

  /** Lives the journey to its end. @returns her row. @throws whatever a journey throws by mistake; `rowAfterFault` then has the row. */
  async live(journey: { run(citizen: Citizen): Promise<void> }): Promise<CitizenRecord> {
    this.#record.startedMs = this.#around.nowMs()
    try {
      await journey.run(this)
    } catch (error) {
      if (error instanceof GeneratorFault) return this.rowAfterFault()
      if (error !== JOURNEY_OVER) throw error
    }
    return this.#close(this.#record.resultMs === null ? this.#endingByLastAnswer() : 'result')
  }

  /** The row of a citizen whom the generator failed. */
  rowAfterFault(): CitizenRecord {
    return this.#close(this.hasAcknowledgement ? 'waiting' : 'not-sent')
  }

  /** The driver ends the trial: she stops at once and her journey settles. */
  end(): void {
    this.#over = true
    this.#waitsFor?.leave()
  }

  /**
   * One HTTP try of a step, recorded. `isValid` tells whether a 2xx is what was asked for; otherwise it counts as failed.
   * @throws GeneratorFault when nothing could be sent.
   */
  async request(step: AttemptStep, request: HttpRequest, isValid: (answer: Answer) => boolean = () => true): Promise<Answer> {
    this.#goOn()
    const startMs = this.#around.nowMs()
    this.#count(step)
    const connections = step === 'otp' ? this.#gateway() : this.#around.portal
    const exchange = connections.send(request)
    this.#waitsFor = exchange
    const answer = await exchange.answer
    this.#waitsFor = null
    if (answer.outcome === 'ok' && !isValid(answer)) answer.outcome = 'failed'
    this.#note(step, startMs, answer)
    return answer
  }

  /** Tries a step until it is ok, as her behaviour has it; ends the journey when she stops. */
  async persist(step: AttemptStep, request: HttpRequest, isValid?: (answer: Answer) => boolean): Promise<Answer> {
    let retriesUsed = 0
    for (;;) {
      const answer = await this.request(step, request, isValid)
      if (answer.outcome === 'ok') return answer
      retriesUsed = await this.reconsider(answer, retriesUsed)
    }
  }

  /** After a try that was not ok: waits for the next one, or ends the journey. @returns the retries used up by now. */
  async reconsider(answer: Answer, retriesUsed: number): Promise<number> {
    const next = nextTry(answer, retriesUsed, (this.#temper ??= this.#newTemper()))
    if (next === null) throw JOURNEY_OVER
    await this.pause(next.waitMs)
    return next.usesRetry ? retriesUsed + 1 : retriesUsed
  }

  /** Waits; ends the journey when her tolerance is over before that and she holds no acknowledgement. */
  async pause(ms: number): Promise<void> {
    this.#goOn()
    if (!this.hasAcknowledgement && this.#around.nowMs() + ms > this.#toleratesUntilMs) throw JOURNEY_OVER
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, ms)
      const leave = () => {
        clearTimeout(timer)
        reject(JOURNEY_OVER)
      }
      this.#waitsFor = { leave }
    })
    this.#waitsFor = null
  }

  /** Idempotency-Key for the first form, or after a refresh: the open form's, or a new form's. */
  nextKey(): string {
    const reuses = this.#forms > 0 && (this.#keys ??= this.#stream('key')).bernoulli(this.#around.behaviour.reusesKey)
    if (!reuses) this.#forms++
    return `${this.#around.keyPrefix}citizen-${this.#record.citizen}-form-${this.#forms}`
  }

  /** She holds a 2xx for this application; only the first counts. */
  acknowledge(applicationId: string, announcedWaitS: number | null): void {
    if (this.hasAcknowledgement) return
    this.#record.applicationId = applicationId
    this.#record.announcedWaitS = announcedWaitS
    this.#record.acknowledgedMs = this.#around.nowMs()
    this.#around.witness.acknowledged(this.#record)
  }

  /** She sees what she came for. */
  see(nib: string | null): void {
    this.#record.resultMs = this.#around.nowMs()
    this.#record.nib = nib
    this.#around.witness.result(this.#record)
  }

  /** Ends the journey without a result. */
  giveUp(): never {
    throw JOURNEY_OVER
  }

  #newTemper(): Temper {
    const { behaviour } = this.#around
    return { behaviour, obeys: this.#stream('obeys').bernoulli(behaviour.obeysRetryAfter), random: this.#stream('retry') }
  }

  /** Her own random numbers for one purpose. */
  #stream(purpose: string): Random {
    return new Random(this.#around.seed, this.#record.citizen, purpose)
  }

  #goOn(): void {
    if (this.#over) throw JOURNEY_OVER
  }

  #gateway(): Connections {
    if (this.#around.gateway === null) throw new Error('there is no message gateway to read the OTP from')
    return this.#around.gateway
  }

  /** Counts a try when it is sent; what came of it is noted apart, and both must agree in the end. */
  #count(step: AttemptStep): void {
    const attempt = (this.#attempts[step] ?? 0) + 1
    this.#attempts[step] = attempt
    if (step === this.#matters) this.#record.attempts = attempt
  }

  #note(step: AttemptStep, startMs: number, { outcome, status }: Answer): void {
    const { citizen, journey } = this.#record
    const attempt = this.#attempts[step] as number
    const matters = step === this.#matters
    this.#lastOutcome = outcome
    this.#around.witness.attempt(
      { citizen, journey, step, attempt, startMs, endMs: this.#around.nowMs(), outcome, status },
      matters,
    )
  }

  #endingByLastAnswer(): Ending {
    if (this.hasAcknowledgement) return 'waiting'
    return this.#lastOutcome === 'rejected' ? 'rejected' : 'error'
  }

  #close(ending: Ending): CitizenRecord {
    this.#over = true
    this.#record.finishedMs = this.#around.nowMs()
    this.#record.ending = ending
    return this.#record
  }
}
