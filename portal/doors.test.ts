import { createServer } from 'node:http'
import { connect } from 'node:net'
import { once } from 'node:events'
import { describe, expect, it } from '@jest/globals'
import { listen } from '../service/listening-server.ts'
import { openDoors } from './doors.ts'

const PEOPLE = 60

describe('doors', () => {
  it('let everybody in to the same server, and are shut when it closes', async () => {
    const server = createServer((_req, res) => res.end('in'))
    const { port, close } = await listen(server, 0, '127.0.0.1', true)
    const closeDoors = await openDoors(server, port, '127.0.0.1')
    const answers = await Promise.all(
      Array.from({ length: PEOPLE }, async () =>
        (await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } })).text(),
      ),
    )
    expect(answers).toEqual(Array.from({ length: PEOPLE }, () => 'in'))

    const shut = closeDoors()
    await close()
    await shut
    const late = connect(port, '127.0.0.1')
    const [error] = await once(late, 'error')
    expect(error).toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('wait for those inside, and hand every connection over: it is cut when the server is closed', async () => {
    const server = createServer((_req, res) => res.end('in'))
    const { port, close } = await listen(server, 0, '127.0.0.1', true)
    const closeDoors = await openDoors(server, port, '127.0.0.1')
    // The kernel spreads connections over the doors by their source port: 60 of them surely meet other doors than the first.
    const sockets = Array.from({ length: PEOPLE }, () => connect(port, '127.0.0.1'))
    await Promise.all(sockets.map((socket) => once(socket, 'connect')))
    for (const socket of sockets) socket.write('GET / HTTP/1.1\r\nhost: portal\r\n\r\n')
    await Promise.all(sockets.map((socket) => once(socket, 'data')))
    const cut = Promise.all(sockets.map((socket) => once(socket, 'close')))
    let empty = false
    const shut = closeDoors().then(() => (empty = true))
    await new Promise(setImmediate)
    expect(empty).toBe(false)
    await close()
    await shut
    await expect(cut).resolves.toHaveLength(PEOPLE)
  })
})
