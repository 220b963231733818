import { connect, isIP } from 'node:net'
import type { OnReadOpts, Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import { outcomeOfError, outcomeOfStatus } from './answer.ts'
import type { Answer } from './answer.ts'
import { AnswerReader } from './answer-reader.ts'
import { Exchange } from './exchange.ts'
import type { Carrier } from './exchange.ts'
import type { Source } from './source-ports.ts'

/** All connections read into the same bytes, one after the other: what has to stay is copied out of them at once. */
const SHARED_BYTES = Buffer.allocUnsafeSlow(64 * 1024)
/** What a server that says nothing is trusted to keep an idle connection for, s; Node's and nginx's defaults are 5 and 75. */
const KEPT_UNSAID_S = 6
/** A request sent into a connection that is closing at the other end would be counted against the portal: undici's margin, s. */
const KEPT_MARGIN_S = 2

/** Ports that may be somebody else's before the generator counts as out of ports. */
const MOST_PORTS_TRIED = 50

/** Where the portal is. */
export interface Origin {
  secure: boolean
  host: string
  port: number
}

export interface ConnectionOwner {
  /** It may carry the next request. */
  free(connection: Connection): void
  closed(connection: Connection): void
  /** A request could not be sent for want of sockets, ports or memory. */
  fault(): void
}

/** One connection to the portal: one request at a time, the next one on the same socket. */
export class Connection implements Carrier {
  /** Beyond this time of `performance.now()` the other end may be closing. */
  usableUntilMs = 0
  readonly #origin: Origin
  readonly #source: () => Source | undefined
  readonly #owner: ConnectionOwner
  readonly #reader = new AnswerReader()
  #socket: Socket
  #portsTried = 0
  /** What was sent last. */
  #text = ''
  #exchange: Exchange | null = null

  /** Begins to connect. @param source where from; gives undefined = the system's choice */
  constructor(origin: Origin, source: () => Source | undefined, owner: ConnectionOwner) {
    this.#origin = origin
    this.#source = source
    this.#owner = owner
    this.#socket = this.#connect()
  }

  get isUsable(): boolean {
    return this.#socket.writable && performance.now() < this.usableUntilMs
  }

  /** A request is on its way. */
  get isBusy(): boolean {
    return this.#exchange !== null
  }

  /** @param text head and body of the request */
  send(text: string, patienceMs: number): Exchange {
    this.#reader.reset()
    this.#text = text
    this.#socket.write(text)
    return (this.#exchange = new Exchange(patienceMs, this))
  }

  abandon(exchange: Exchange): void {
    if (exchange === this.#exchange) this.#breakOff('timedOut')
  }

  /** Whoever waits for an answer has gone. */
  destroy(): void {
    if (this.#exchange === null) this.#socket.destroy()
    else this.#breakOff('timedOut')
  }

  #connect(): Socket {
    this.#portsTried++
    const callback = (length: number, bytes: Uint8Array) => (this.#read(bytes as Buffer, length), true)
    const socket = open(this.#origin, this.#source(), { buffer: SHARED_BYTES, callback })
    socket.on('error', (error: unknown) => this.#lost(error))
    socket.on('end', () => this.#ended())
    socket.on('close', () => {
      if (socket !== this.#socket) return // its port was taken
      this.#ended()
      this.#owner.closed(this)
    })
    return socket
  }

  #read(bytes: Buffer, length: number): void {
    // Nothing was asked: a server that says why it closes.
    if (this.#exchange === null) return this.destroy()
    try {
      if (!this.#reader.read(bytes, length)) return
    } catch {
      return this.#breakOff('failed')
    }
    this.#answered()
  }

  #answered(): void {
    const keptS = (this.#reader.keepAliveS ?? KEPT_UNSAID_S) - KEPT_MARGIN_S
    this.#settle(outcomeOfStatus(this.#reader.status ?? 0))
    this.usableUntilMs = performance.now() + keptS * 1000
    if (keptS > 0) this.#owner.free(this)
    else this.#socket.destroy()
  }

  #ended(): void {
    if (this.#exchange === null) return
    if (this.#reader.endsWithConnection) this.#answered()
    else this.#settle('reset')
  }

  #lost(error: unknown): void {
    if (this.#exchange === null) return
    if ((error as { code?: unknown }).code === 'EADDRINUSE' && this.#portsTried < MOST_PORTS_TRIED) {
      this.#socket = this.#connect()
      this.#socket.write(this.#text)
      return
    }
    try {
      this.#settle(outcomeOfError(error))
    } catch (fault) {
      this.#owner.fault()
      this.#exchange.fail(fault)
      this.#exchange = null
    }
  }

  #breakOff(outcome: Answer['outcome']): void {
    this.#settle(outcome)
    this.#socket.destroy()
  }

  #settle(outcome: Answer['outcome']): void {
    this.#exchange?.settle(outcome, this.#reader)
    this.#exchange = null
  }
}

function open({ secure, host, port }: Origin, source: Source | undefined, onread: OnReadOpts): Socket {
  const options = { host, port, onread, noDelay: true, ...source }
  // A certificate is for a name: an address cannot be told in the handshake (RFC 6066 section 3).
  return secure ? connectSecurely({ ...options, servername: isIP(host) ? '' : host }) : connect(options)
}
