import { Connection } from './connection.ts'
import type { ConnectionOwner, Origin } from './connection.ts'
import type { Exchange } from './exchange.ts'
import { sourcePorts } from './source-ports.ts'
import type { Source } from './source-ports.ts'

/** How often idle connections that are too old are closed. */
const SWEEP_MS = 1000

export interface HttpRequest {
  method: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  /** Sent as JSON. */
  body?: object
}

/** Keep-alive connections to one origin, as many as there are requests on their way: nobody queues inside the generator. */
export class Connections implements ConnectionOwner {
  readonly #origin: Origin
  readonly #hostLine: string
  readonly #patienceMs: number
  readonly #source: () => Source | undefined
  readonly #open = new Set<Connection>()
  /** The one that has been free for the shortest time is last, and the next to be used. */
  readonly #idle: Connection[] = []
  readonly #sweeper: NodeJS.Timeout
  #socketsMax = 0
  #faults = 0

  /** @param localAddresses source addresses, used in turn; empty = the system's choice */
  constructor(origin: string, patienceMs: number, localAddresses: readonly string[] = []) {
    const { protocol, hostname, port, host } = new URL(origin)
    const secure = protocol === 'https:'
    this.#origin = { secure, host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (secure ? 443 : 80)) }
    this.#hostLine = ` HTTP/1.1\r\nhost: ${host}\r\n`
    this.#patienceMs = patienceMs
    this.#source = sourcePorts(localAddresses)
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP_MS).unref()
  }

  /** Connecting ones included. */
  get socketsOpen(): number {
    return this.#open.size
  }

  get socketsMax(): number {
    return this.#socketsMax
  }

  /** Requests on their way, counted one by one: no counter that the same mistake could lead astray. */
  get requestsInFlight(): number {
    let busy = 0
    for (const connection of this.#open) if (connection.isBusy) busy++
    return busy
  }

  /** Requests that could not be sent for want of sockets, ports or memory. */
  get faults(): number {
    return this.#faults
  }

  /** One try, no repetition, given up after the patience. */
  send(request: HttpRequest): Exchange {
    return this.#free().send(this.#textOf(request), this.#patienceMs)
  }

  /** Destroys every connection. */
  async close(): Promise<void> {
    clearInterval(this.#sweeper)
    for (const connection of this.#open) connection.destroy()
  }

  free(connection: Connection): void {
    this.#idle.push(connection)
  }

  closed(connection: Connection): void {
    this.#open.delete(connection)
  }

  fault(): void {
    this.#faults++
  }

  #free(): Connection {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (idle.isUsable) return idle
      idle.destroy()
    }
    const connection = new Connection(this.#origin, this.#source, this)
    this.#open.add(connection)
    this.#socketsMax = Math.max(this.#socketsMax, this.#open.size)
    return connection
  }

  #textOf({ method, path, headers, body }: HttpRequest): string {
    let head = `${method} ${path}${this.#hostLine}`
    for (const name in headers) head += `${name}: ${headers[name]}\r\n`
    if (body === undefined) return `${head}\r\n`
    const json = JSON.stringify(body)
    return `${head}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`
  }

  /** The oldest come first: they were freed first, whatever their servers said. */
  #sweep(): void {
    const young = this.#idle.findIndex((connection) => connection.isUsable)
    for (const old of this.#idle.splice(0, young < 0 ? this.#idle.length : young)) old.destroy()
  }
}
