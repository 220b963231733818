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

  it('rejects when the port is taken', async () => {
    server = await serveMetrics(new Registry(), 0)
    await expect(serveMetrics(new Registry(), server.port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})
