import { expect, it } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { freePort } from './free-port.ts'

it('gives ports that can be listened on and that no outgoing connection is given', async () => {
  const lowestEphemeral = Number(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s/)[0])
  for (let round = 0; round < 20; round++) {
    const port = await freePort()
    if (lowestEphemeral > 16_000) expect(port).toBeLessThan(lowestEphemeral)
    const server = createServer()
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
    await new Promise((resolve) => server.close(resolve))
  }
})
