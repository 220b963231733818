import { connect } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import { Counter, Registry } from 'prom-client'
import type { ListeningServer } from './listening-server.ts'
import { serveMetrics } from './metrics-server.ts'

let server: ListeningServer | undefined
afterEach(async () => server?.close())

describe('serveMetrics', () => {
  it('serves the registry at /metrics and nothing else', async () => {
    const registry = new Registry()
    new Counter({ name: 'permits_total', help: 'permits', registers: [registry] }).inc(3)
    server = await serveMetrics(registry, 0)
    const base = `http://127.0.0.1:${server.port}`
    const answer = await fetch(`${base}/metrics`)
    expect(answer.headers.get('content-type')).toContain('text/plain')
    expect(await answer.text()).toContain('permits_total 3')
    expect((await fetch(base)).status).toBe(404)
    expect((await fetch(`${base}/metrics`, { method: 'POST' })).status).toBe(404)
  })

  it('serves those metrics alone that are asked for, and knows that some are not there', async () => {
    const registry = new Registry()
    for (const name of ['a_total', 'b_total', 'c_total']) new Counter({ name, help: name, registers: [registry] }).inc()
    server = await serveMetrics(registry, 0)
    const answer = await fetch(
      `http://127.0.0.1:${server.port}/metrics?name[]=a_total&name%5B%5D=c_total&name[]=a_total&name[]=none`,
    )
    const text = await answer.text()
    expect(text.match(/^[a-z]\w+ 1$/gm)).toEqual(['a_total 1', 'c_total 1'])
    expect(text.endsWith('\n')).toBe(true)
  })

  it('a path that is none is not found', async () => {
    server = await serveMetrics(new Registry(), 0)
    const { port } = server
    const status = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write('GET //[ HTTP/1.1\r\nhost: a\r\n\r\n'))
      socket.once('data', (bytes) => {
        resolve(bytes.toString().split(' ')[1])
        socket.destroy()
      })
    })
    expect(status).toBe('404')
    expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(200)
  })

  it('rejects when the port is taken', async () => {
    server = await serveMetrics(new Registry(), 0)
    await expect(serveMetrics(new Registry(), server.port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})
