import type { Socket } from 'node:net'
import { buildConnector, Pool } from 'undici'
import type { Dispatcher } from 'undici'
import { outcomeOfError, outcomeOfStatus, parseRetryAfter } from './answer.ts'
import type { Answer } from './answer.ts'

/** Longer answers are broken off and count as failed; the portal's page has about 0.1 MB. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024
/** undici's connect timer is coarse (up to a second late) and only tidies up: patience has its own timer. */
const CONNECT_SLACK_MS = 2000

/** One for all: thousands leave in the same second, and a stack trace each would cost more than the request. */
const GONE = new Error('the citizen has gone')

export interface HttpRequest {
  method: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  /** Sent as JSON. */
  body?: object
}

/** One try on its way. */
export interface Exchange {
  /** Rejects only with GeneratorFault. */
  answer: Promise<Answer>
  /** The person goes away now: the socket is destroyed, the answer is `timedOut`. */
  leave(): void
}

/** Keep-alive connections to one origin, as many as there are requests on their way: nobody queues inside the generator. */
export class Connections {
  readonly #pool: Pool
  readonly #patienceMs: number
  #socketsOpen = 0
  #socketsMax = 0
  #faults = 0

  /** @param localAddresses source addresses, used in turn; empty = the system's choice */
  constructor(origin: string, patienceMs: number, localAddresses: readonly string[] = []) {
    const connector = buildConnector({ timeout: patienceMs + CONNECT_SLACK_MS })
    let turn = 0
    this.#patienceMs = patienceMs
    this.#pool = new Pool(origin, {
      connections: null,
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (options, callback) => {
        const localAddress = localAddresses[turn++ % localAddresses.length] ?? options.localAddress ?? null
        // The declaration hides that the connector returns the socket it is opening.
        this.#count(connector({ ...options, localAddress }, callback) as unknown as Socket)
      },
    })
  }

  /** Connecting ones included. */
  get socketsOpen(): number {
    return this.#socketsOpen
  }

  get socketsMax(): number {
    return this.#socketsMax
  }

  /** Requests that could not be sent for want of sockets, ports or memory. */
  get faults(): number {
    return this.#faults
  }

  /** One try, no repetition, given up after the patience. */
  send(request: HttpRequest): Exchange {
    const handler = new AnswerHandler(this.#patienceMs)
    handler.answer.catch(() => this.#faults++)
    const { method, path, headers, body } = request
    const json = body === undefined ? null : JSON.stringify(body)
    const allHeaders = json === null ? headers : { ...headers, 'content-type': 'application/json' }
    this.#pool.dispatch({ method, path, headers: allHeaders ?? null, body: json }, handler)
    return handler
  }

  /** Destroys every connection. */
  async close(): Promise<void> {
    await this.#pool.destroy()
  }

  #count(socket: Socket): void {
    this.#socketsMax = Math.max(this.#socketsMax, ++this.#socketsOpen)
    socket.once('close', () => this.#socketsOpen--)
  }
}

/** undici's callbacks turned into one Answer; settles exactly once, at the latest when the patience is over. */
class AnswerHandler implements Dispatcher.DispatchHandler, Exchange {
  readonly answer: Promise<Answer>
  readonly #resolve: (answer: Answer) => void
  readonly #reject: (fault: unknown) => void
  readonly #patience: NodeJS.Timeout
  #settled = false
  #controller: Dispatcher.DispatchController | null = null
  #status: number | null = null
  #retryAfterS: number | null = null
  #chunks: Buffer[] = []
  #bytes = 0

  constructor(patienceMs: number) {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    this.answer = promise
    this.#resolve = resolve
    this.#reject = reject
    this.#patience = setTimeout(() => this.leave(), patienceMs)
  }

  leave(): void {
    this.#settle('timedOut')
    this.#breakOff()
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#settled) this.#breakOff() // she left while the connection was being opened
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return
    this.#status = status
    this.#retryAfterS = parseRetryAfter(headers['retry-after'], Date.now())
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length
    if (this.#bytes <= MAX_ANSWER_BYTES) return void this.#chunks.push(chunk)
    this.#settle('failed')
    this.#breakOff()
  }

  onResponseEnd(): void {
    this.#settle(outcomeOfStatus(this.#status ?? 0))
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#settled) return
    try {
      this.#settle(outcomeOfError(error))
    } catch (fault) {
      this.#end()
      this.#reject(fault)
    }
  }

  #breakOff(): void {
    this.#controller?.abort(GONE)
  }

  #settle(outcome: Answer['outcome']): void {
    if (this.#settled) return
    this.#end()
    const body = Buffer.concat(this.#chunks).toString('utf8')
    this.#resolve({ outcome, status: this.#status, retryAfterS: this.#retryAfterS, body })
    this.#chunks = []
  }

  #end(): void {
    this.#settled = true
    clearTimeout(this.#patience)
  }
}
