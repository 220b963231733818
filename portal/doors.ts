import { createServer, type Server as NetServer } from 'node:net'
import type { Server } from 'node:http'

/**
 * libuv accepts one connection per listening socket and turn of the event loop (since 1.45, "don't accept() in a loop"). When a turn
 * takes 10 ms a single socket lets in 100 people a second, however little their requests cost: people who gave up and come again
 * wait in the kernel's backlog until they give up again. Several sockets on the same port accept as many in a turn.
 */
const DOORS = 16

/**
 * Opens more listening sockets on the port of a server that listens with `reusePort`; their connections are the server's.
 * Where the system cannot share a port (not Linux) the server keeps its one door.
 * @returns shuts the additional doors; resolves when nobody who came through them is inside any more (the server closes idle
 *   connections, and all when it is told so)
 */
export async function openDoors(server: Server, port: number, host: string): Promise<() => Promise<void>> {
  const doors: NetServer[] = []
  if (process.platform !== 'linux') return async () => undefined
  for (let door = 1; door < DOORS; door++) {
    // As node:http opens its own.
    const listening = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => void server.emit('connection', socket))
    await new Promise<void>((resolve, reject) => {
      listening.once('error', reject)
      listening.listen({ port, host, reusePort: true }, resolve)
    })
    doors.push(listening)
  }
  return async () => {
    await Promise.all(doors.map((door) => new Promise((resolve) => door.close(resolve))))
  }
}
