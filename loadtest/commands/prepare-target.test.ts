import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { describe, expect, it } from '@jest/globals'
import { EnvironmentError } from '../environment/environment-error.ts'
import { awaitPortal } from './prepare-target.ts'

const never = new AbortController().signal

/** A balancer that closes connections as long as it has no portal. */
async function balancer(withPortal: (nth: number) => boolean) {
  let asked = 0
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => undefined)
    if (withPortal(++asked)) socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nconnection: close\r\n\r\n')
    else socket.destroy()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = () => {
    for (const socket of open) socket.destroy()
    server.close()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close, asked: () => asked }
}

describe('awaitPortal', () => {
  it('waits for a portal that is not behind its balancer yet', async () => {
    const { url, close, asked } = await balancer((nth) => nth >= 3)
    try {
      await awaitPortal(url, never)
      expect(asked()).toBe(3)
    } finally {
      close()
    }
  })

  it('does not wait for ever, nor once it is stopped', async () => {
    const { url, close } = await balancer(() => false)
    try {
      const began = Date.now()
      await expect(awaitPortal(url, never, 600)).rejects.toThrow(EnvironmentError)
      expect(Date.now() - began).toBeGreaterThan(600)
      await expect(awaitPortal(url, AbortSignal.abort(), 60_000)).rejects.toThrow(/nobody answers at http/)
    } finally {
      close()
    }
  })
})
