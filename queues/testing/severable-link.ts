import { once } from 'node:events'
import { createServer, connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/**
 * For tests: a TCP link on loopback to a real server, which can be cut (connections reset, new ones refused), frozen (bytes
 * stop, connections stay) and, after a cut, healed. So an outage hits one test's connections and not a server others use.
 */
export interface SeverableLink {
  /** The server's URL with the link's host and port. */
  readonly url: string
  cut(): Promise<void>
  freeze(): void
  heal(): Promise<void>
}

/** Opens a link to the server of `target` (any URL with host and port). Dispose: `cut`. */
export async function openLink(target: string): Promise<SeverableLink> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let frozen = false
  const server = createServer((near) => {
    // A frozen server's system still accepts connections; nobody reads from them.
    if (frozen) sockets.add(near.pause().on('error', () => undefined))
    else forward(near)
  })
  const forward = (near: Socket) => {
    const far = connect(Number(port), hostname)
    for (const socket of [near, far]) {
      sockets.add(socket)
      // A reset is what `cut` is for; the other side learns of it by `close`.
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
    }
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
    near.pipe(far).pipe(near)
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const own = (server.address() as AddressInfo).port
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String(own)

  return {
    url: url.href,
    async cut() {
      const closed = server.listening ? once(server, 'close') : undefined
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
    freeze() {
      frozen = true
      for (const socket of sockets) socket.pause()
    },
    async heal() {
      frozen = false
      server.listen(own, '127.0.0.1')
      await once(server, 'listening')
    },
  }
}
