import type { Server } from 'node:http'

export interface ListeningServer {
  /** The port in use, also when 0 was asked for. */
  readonly port: number
  /** Takes no more connections and cuts those that are open. */
  readonly close: () => Promise<void>
}

/** Listens, or rejects when the port is taken. */
export async function listen(server: Server, port: number, host: string, reusePort = false): Promise<ListeningServer> {
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
