import { afterEach, describe, expect, it } from '@jest/globals'
import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { Connection } from './connection.ts'
import { KNOWN_ANSWERS, knownAnswerServer } from './known-answer-server.ts'
import type { RunningServer } from './known-answer-server.ts'
import { sourcePorts } from './source-ports.ts'

let server: RunningServer | null = null
let stranger: Server | null = null
afterEach(async () => {
  await server?.close()
  await new Promise((resolve) => (stranger === null ? resolve(null) : stranger.close(resolve)))
  server = stranger = null
})

describe('source ports', () => {
  it('no pair comes again before all have had their turn', () => {
    const addresses = ['127.0.0.2', '127.0.0.3']
    const next = sourcePorts(addresses)
    const pairs = Array.from({ length: 2 * 28_232 }, () => next()!)
    expect(new Set(pairs.map(({ localAddress, localPort }) => `${localAddress}:${localPort}`)).size).toBe(pairs.length)
    expect(next()).toEqual(pairs[0])
    for (const { localPort } of pairs) if (localPort < 32_768 || localPort > 60_999) throw new Error(`port ${localPort}`)
  })

  it('without addresses it is the system that chooses', () => {
    expect(sourcePorts([])()).toBeUndefined()
  })

  // Other systems give only 127.0.0.1 to the loopback.
  const itOnLinux = process.platform === 'linux' ? it : it.skip

  async function connectionFrom(ports: (taken: number) => Iterator<number>) {
    server = await knownAnswerServer(KNOWN_ANSWERS.ok)
    stranger = createServer()
    await new Promise<void>((resolve) => stranger?.listen(0, '127.0.0.2', resolve))
    const turn = ports((stranger.address() as AddressInfo).port)
    let faults = 0
    const owner = { free: () => undefined, closed: () => undefined, fault: () => void faults++ }
    const origin = { secure: false, host: '127.0.0.1', port: Number(new URL(server.origin).port) }
    const source = () => ({ localAddress: '127.0.0.2', localPort: turn.next().value as number })
    return { connection: new Connection(origin, source, owner), faults: () => faults }
  }

  itOnLinux("a port that is somebody else's is passed over, and the request goes out from the next", async () => {
    const { connection, faults } = await connectionFrom(function* (taken) {
      yield taken
      yield taken
      yield 0
    })
    const { answer } = connection.send('GET / HTTP/1.1\r\nhost: x\r\n\r\n', 1000)
    expect((await answer).outcome).toBe('ok')
    expect(faults()).toBe(0)
    connection.destroy()
  })

  itOnLinux('when all are taken it is a fault of the generator', async () => {
    const { connection, faults } = await connectionFrom(function* (taken) {
      for (;;) yield taken
    })
    await expect(connection.send('GET / HTTP/1.1\r\nhost: x\r\n\r\n', 5000).answer).rejects.toThrow('EADDRINUSE')
    expect(faults()).toBe(1)
  })
})
