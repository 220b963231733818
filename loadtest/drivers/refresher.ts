import { formOf, personOf } from '../citizens/identity.ts'
import type { Person } from '../citizens/identity.ts'
import { Random } from '../citizens/random.ts'
import { REGIONS } from '../citizens/regions.ts'
import type { Outcome } from '../records/attempt-record.ts'
import { existingApplication, isAcceptance, isStatus, isWholePage, nibAmong, statusPathOf } from './acceptance.ts'
import { fieldsOf, GeneratorFault, outcomeOfError, outcomeOfStatus } from './answer.ts'
import type { Answer } from './answer.ts'

/** What a person hears of her portal; times in ms. */
export interface RefresherWitness {
  sent(): void
  finished(step: Step, outcome: Outcome, ms: number): void
  permit(): void
  generatorFault(): void
}

type Step = 'page' | 'apply' | 'track'

/** The part of autocannon's request that is ours. */
export interface RefresherRequest {
  method?: string | undefined
  path?: string | undefined
  headers?: object | undefined
  body?: string | Buffer | undefined
}

/**
 * One of N people at once (a closed model): opens the page, applies with a session she has, asks for the status until
 * the permit is there, and begins again; whatever fails is sent again at once. autocannon calls `next` when it sends and
 * `answered` when an answer came, and tells nothing when it lost a request: then `next` comes while one is unanswered.
 */
export class Refresher {
  readonly #person: Person
  readonly #random: Random
  readonly #witness: RefresherWitness
  readonly #now: () => number
  /** Applications per KBLI: each goes to the next region, since one business applies only once for a KBLI and a region. */
  readonly #applied = new Map<string, number>()
  #step: Step = 'page'
  #application = ''
  #key = ''
  #forms = 0
  #statusPath = ''
  /** When the unanswered request was sent; null = none. */
  #sentAt: number | null = null
  /** How it was lost and when, as far as known. */
  #lost: { outcome: Outcome; at: number } | null = null

  constructor(seed: number, index: number, witness: RefresherWitness, now: () => number = () => performance.now()) {
    this.#person = personOf(seed, index)
    this.#random = new Random(seed, index, 'refresher')
    this.#witness = witness
    this.#now = now
  }

  get isWaiting(): boolean {
    return this.#sentAt !== null
  }

  /** Fills in the request she sends now. */
  next<T extends RefresherRequest>(request: T): T {
    if (this.#sentAt !== null) this.#lose()
    this.#sentAt = this.#now()
    this.#witness.sent()
    return Object.assign(request, this.#request())
  }

  /** Her connection broke; `next` follows. */
  broke(error: unknown): void {
    if (this.#sentAt === null) return
    try {
      this.#lost = { outcome: outcomeOfError(error), at: this.#now() }
    } catch (fault) {
      if (!(fault instanceof GeneratorFault)) throw fault
      this.#sentAt = null
      this.#witness.generatorFault()
    }
  }

  /** Her patience is over; `next` follows. */
  gaveUp(): void {
    if (this.#sentAt !== null) this.#lost ??= { outcome: 'timedOut', at: this.#now() }
  }

  answered(status: number, body: string): void {
    if (this.#sentAt === null) return
    const answer: Answer = { outcome: outcomeOfStatus(status), status, retryAfterS: null, body }
    if (answer.outcome === 'ok' && !VALID[this.#step](answer)) answer.outcome = 'failed'
    this.#finish(answer.outcome, this.#now())
    if (answer.outcome === 'ok') this.#goOn(answer)
    else if (this.#step === 'apply' && answer.outcome === 'failed' && status < 500) this.#startAgain(answer)
  }

  /** This form leads nowhere: she follows the application that an earlier try has made, or opens the page again. */
  #startAgain(answer: Answer): void {
    const existing = existingApplication(answer)
    this.#step = existing === null ? 'page' : 'track'
    if (existing !== null) this.#statusPath = statusPathOf(existing)
  }

  /** In silence: a server that closes cleanly. */
  #lose(): void {
    const { outcome, at } = this.#lost ?? { outcome: 'reset', at: this.#now() }
    this.#finish(outcome, at)
  }

  #finish(outcome: Outcome, at: number): void {
    this.#witness.finished(this.#step, outcome, at - (this.#sentAt as number))
    this.#sentAt = null
    this.#lost = null
  }

  #goOn(answer: Answer): void {
    const fields = fieldsOf(answer)
    if (this.#step === 'page') return this.#fillForm()
    const nib = this.#step === 'track' ? fields?.nib : nibAmong(fields?.permits)
    if (this.#step === 'apply') this.#statusPath = statusPathOf(String(fields?.id))
    this.#step = typeof nib === 'string' ? 'page' : 'track'
    if (typeof nib === 'string') this.#witness.permit()
    else if (fields?.status === 'rejected') this.#step = 'page'
  }

  #fillForm(): void {
    const { business, kbli, capitalRp, workers } = formOf(this.#random, this.#person.fullName)
    const before = this.#applied.get(kbli) ?? 0
    this.#applied.set(kbli, before + 1)
    const region = REGIONS[(this.#person.index + before) % REGIONS.length]?.code
    this.#step = 'apply'
    this.#key = `person-${this.#person.index}-form-${++this.#forms}`
    this.#application = JSON.stringify({ business, kbli, region, capitalRp, workers })
  }

  #request(): Required<RefresherRequest> {
    const authorization = `Bearer ${this.#person.token}`
    if (this.#step === 'page') return { method: 'GET', path: '/', headers: {}, body: '' }
    if (this.#step === 'track') return { method: 'GET', path: this.#statusPath, headers: { authorization }, body: '' }
    const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': this.#key }
    return { method: 'POST', path: '/api/applications', headers, body: this.#application }
  }
}

const VALID: Record<Step, (answer: Answer) => boolean> = { page: isWholePage, apply: isAcceptance, track: isStatus }
