import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'

/** Somebody whose browser says that nobody answers tries again after this long. */
const REFUSED_WAIT_MS = 1000

/** Its timer fires, finds that a little is left and waits for that as well: 2 ms late, 1 of which can be taken off. */
const TIMER_LATE_MS = 1

/** The insides of autocannon 9.0.0's client that need mending; none of them is typed or documented. */
interface Client extends EventEmitter {
  conn?: Socket
  destroyed: boolean
  /** ms */
  timeout: number
  parser: { reinitialize(type: 'RESPONSE'): void }
  pipelinedRequests: { clear(): void }
  _connect(): void
  _destroyConnection(): void
}

export interface SteadyClient {
  /** Called when a request is about to be sent while another is unanswered: forgets what is left of the old connection. */
  forget(): void
}

/**
 * Mends four traps of autocannon's client, each seen to spoil what follows: it tells of a time-out only when the next request
 * is already sent (`onGivenUp` hears of it before); after RST or FIN the lost request stays in the
 * queue, a half-read answer stays in the parser and the old socket goes on feeding both; a refused connection is tried
 * again in a hot loop (9,131 errors a second).
 */
export function steadyClient(autocannonClient: EventEmitter, onGivenUp: () => void): SteadyClient {
  const client = autocannonClient as Client
  client.timeout -= TIMER_LATE_MS
  const destroyConnection = client._destroyConnection.bind(client)
  client._destroyConnection = () => {
    // Its own time-out, or the end of the run.
    if (!client.destroyed) onGivenUp()
    destroyConnection()
  }
  const connect = client._connect.bind(client)
  let refused = false
  let waiting = false
  let lastSocket: Socket | undefined
  client.on('connError', (error: { code?: string }) => (refused = error.code === 'ECONNREFUSED'))
  client._connect = () => {
    if (waiting) return
    if (!refused) return connect()
    waiting = true
    setTimeout(() => {
      waiting = refused = false
      if (!client.destroyed) connect()
    }, REFUSED_WAIT_MS)
  }
  return {
    forget() {
      if (lastSocket !== undefined && lastSocket !== client.conn) silence(lastSocket)
      lastSocket = client.conn
      client.parser.reinitialize('RESPONSE')
      client.pipelinedRequests.clear()
    },
  }
}

function silence(socket: Socket): void {
  socket.removeAllListeners()
  socket.on('error', () => undefined)
  socket.destroy()
}
