import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'

const LOWEST = 15_000
const ATTEMPTS = 200

/**
 * A TCP port of 127.0.0.1 that nobody listens on. It lies outside the range from which the kernel takes the ports of outgoing
 * connections: thousands of citizens would otherwise sooner or later sit on the port of a portal that is just being restarted.
 * @throws when no port is free.
 */
export async function freePort(): Promise<number> {
  const [from, below] = listeningRange()
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(from, below)
    if (await isFree(port)) return port
  }
  throw new Error(`no free port found between ${from} and ${below - 1}`)
}

function listeningRange(): [number, number] {
  let ephemeral = 32_768
  try {
    ephemeral = Number(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s/)[0])
  } catch {
    // Not Linux: macOS starts at 49152.
  }
  // A system that gives nearly all ports to outgoing connections leaves no room: then any port has to do.
  return ephemeral > LOWEST + 1000 ? [LOWEST, Math.min(ephemeral, 32_768)] : [LOWEST, 65_536]
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}
