import { Pool } from 'undici'
import { z } from 'zod'

/** Open connections to the message gateway; further messages wait their turn inside the pool. */
const MESSAGE_CONNECTIONS = 50
/** To open a connection; counts even where a call itself has no limit. */
const CONNECT_TIMEOUT_MS = 10_000
/** An answer is a few bytes; a longer one is broken off. */
const MAX_ANSWER_BYTES = 65_536
/** Announced when an agency is gone and could not say when to come back. */
const DEFAULT_RETRY_AFTER_S = 2

/** The agency refused (429, 503), failed (5xx, unintelligible), could not be reached or did not answer in time. */
export class AgencyUnavailable extends Error {
  override readonly name = 'AgencyUnavailable'
  /** Whole seconds after which another try may make sense. */
  readonly retryAfterS: number

  constructor(message: string, retryAfterS = DEFAULT_RETRY_AFTER_S, options?: ErrorOptions) {
    super(message, options)
    this.retryAfterS = retryAfterS
  }
}

/** Called once for each call: how it ended and how long it took. */
export type AgencyObserver = (result: 'ok' | 'unavailable' | 'aborted' | 'failed', durationMs: number) => void

export interface AgencyOptions {
  url: string
  /** Limit of a whole call, ms; null = waits for ever (the baseline: a slow agency then fills the portal with waiting requests). */
  timeoutMs: number | null
  observe?: AgencyObserver
}

export interface IdentityRegistryClient {
  /**
   * Asks Dukcapil whether name and NIK belong together. One try, no retry: when to ask again is the strategy's decision.
   * @throws AgencyUnavailable; or the signal's reason when `signal` aborts.
   */
  check(identity: { nik: string; name: string }, signal?: AbortSignal): Promise<'match' | 'mismatch'>
  close(): Promise<void>
}

/** `connections`: calls on their way at the same time; more of them wait inside the pool, bounded only by
 * the strategy's bound on requests in flight: the baseline has none, and this queue is where its abandoned work piles up. */
export function createIdentityRegistry(options: AgencyOptions & { connections: number }): IdentityRegistryClient {
  const agency = new Agency('Dukcapil', options, options.connections)
  const answer = z.object({ match: z.boolean() })
  return {
    async check({ nik, name }, signal) {
      const { match } = await agency.post('/identity-checks', { nik, name }, answer, signal)
      return match ? 'match' : 'mismatch'
    },
    close: () => agency.close(),
  }
}

interface Message {
  to: string
  channel: 'email' | 'whatsapp'
  text: string
  /** The one-time password inside the text, so that a simulated citizen finds it. */
  code: string
}

export interface MessageGatewayClient {
  /** @throws AgencyUnavailable; or the signal's reason when `signal` aborts. */
  send(message: Message, signal?: AbortSignal): Promise<void>
  close(): Promise<void>
}

export function createMessageGateway(options: AgencyOptions): MessageGatewayClient {
  const agency = new Agency('message gateway', options, MESSAGE_CONNECTIONS)
  return {
    async send({ to, channel, text, code }, signal) {
      await agency.post('/messages', { to, channel, text, code }, z.unknown(), signal)
    },
    close: () => agency.close(),
  }
}

class Agency {
  readonly #name: string
  readonly #timeoutMs: number | null
  readonly #observe: AgencyObserver | undefined
  readonly #pool: Pool

  constructor(name: string, { url, timeoutMs, observe }: AgencyOptions, connections: number) {
    this.#name = name
    this.#timeoutMs = timeoutMs
    this.#observe = observe
    // Time limits are ours: undici's own fire up to a second late.
    this.#pool = new Pool(url, {
      connections,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: CONNECT_TIMEOUT_MS },
      maxResponseSize: MAX_ANSWER_BYTES,
    })
  }

  async post<T>(path: string, body: object, answer: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
    const startedMs = performance.now()
    const end = (result: Parameters<AgencyObserver>[0]) => this.#observe?.(result, performance.now() - startedMs)
    try {
      signal?.throwIfAborted()
      const result = await this.#within(signal, (limit) => this.#send(path, body, answer, limit))
      end('ok')
      return result
    } catch (error) {
      end(signal?.aborted ? 'aborted' : error instanceof AgencyUnavailable ? 'unavailable' : 'failed')
      throw error
    }
  }

  /** Destroys what is still on its way. */
  close(): Promise<void> {
    return this.#pool.destroy()
  }

  /** Ends `call` when the time is over or the caller has gone, also while it waits inside the pool, where undici looks at no signal. */
  async #within<T>(signal: AbortSignal | undefined, call: (limit: AbortSignal) => Promise<T>): Promise<T> {
    const limit = new AbortController()
    const ended = new Promise<never>((_resolve, reject) => {
      limit.signal.addEventListener('abort', () => reject(limit.signal.reason), { once: true })
    })
    const gone = () => limit.abort(signal?.reason)
    const late = () => limit.abort(new AgencyUnavailable(`${this.#name} did not answer within ${this.#timeoutMs} ms`))
    const timer = this.#timeoutMs === null ? undefined : setTimeout(late, this.#timeoutMs)
    signal?.addEventListener('abort', gone, { once: true })
    try {
      return await Promise.race([call(limit.signal), ended])
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', gone)
    }
  }

  async #send<T>(path: string, body: object, answer: z.ZodType<T>, signal: AbortSignal): Promise<T> {
    const { statusCode, headers, text } = await this.#exchange(path, body, signal)
    if (statusCode === 429 || statusCode >= 500) {
      throw new AgencyUnavailable(`${this.#name} answered ${statusCode}`, retryAfterS(headers['retry-after']))
    }
    if (statusCode >= 300) throw new Error(`${this.#name} refused the request: ${statusCode} ${text}`)
    const parsed = answer.safeParse(parseJson(text))
    if (!parsed.success) throw new AgencyUnavailable(`${this.#name} gave an unintelligible answer`)
    return parsed.data
  }

  async #exchange(path: string, body: object, signal: AbortSignal) {
    try {
      const response = await this.#pool.request({
        method: 'POST',
        path,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal,
      })
      return { statusCode: response.statusCode, headers: response.headers, text: await response.body.text() }
    } catch (error) {
      if (signal.aborted) throw signal.reason
      throw new AgencyUnavailable(`${this.#name} cannot be reached`, DEFAULT_RETRY_AFTER_S, { cause: error })
    }
  }
}

function retryAfterS(header: string | string[] | undefined): number {
  const seconds = Number(header)
  return Number.isInteger(seconds) && seconds > 0 ? seconds : DEFAULT_RETRY_AFTER_S
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
