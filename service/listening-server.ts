import type { Server } from 'node:http'
import { createServer } from 'node:net'

export interface ListeningServer {
  /** The port in use, also when 0 was asked for. */
  readonly port: number
  /** Takes no more connections and cuts those that are open. */
  readonly close: () => Promise<void>
}

/**
 * Listens, or rejects when the port is taken.
 * @param reusePort lets further sockets of this process share the port. The kernel would then also let another process in, or us
 *   beside a leftover: so the port is first taken alone.
 */
export async function listen(server: Server, port: number, host: string, reusePort = false): Promise<ListeningServer> {
  if (reusePort && port !== 0) await takeAlone(port, host)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, reusePort }, resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { port: address.port, close }
}

async function takeAlone(port: number, host: string): Promise<void> {
  const probe = createServer()
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject)
    probe.listen({ port, host }, () => probe.close(() => resolve()))
  })
}
