import { createServer } from 'node:http'
import type { Registry } from 'prom-client'
import { listen, type ListeningServer } from './listening-server.ts'

/**
 * Serves `GET /metrics` on a port of its own, so that a scrape gets through when the portal's own port is full; with `name[]=...`, as often
 * as needed, those metrics alone (Prometheus' Java client has the same), which costs a fraction of all.
 * Listens on METRICS_HOST, by default 127.0.0.1. Rejects when the port is taken.
 */
export function serveMetrics(registry: Registry, port: number): Promise<ListeningServer> {
  const server = createServer((request, response) => {
    const [path, query] = (request.url ?? '').split('?')
    if (request.method !== 'GET' || path !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    const names = new URLSearchParams(query).getAll('name[]')
    const text = names.length === 0 ? registry.metrics() : only(names, registry)
    text.then(
      (metrics) => response.writeHead(200, { 'content-type': registry.contentType }).end(metrics),
      (error: unknown) => response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error)),
    )
  })
  return listen(server, port, process.env.METRICS_HOST || '127.0.0.1')
}

async function only(names: readonly string[], registry: Registry): Promise<string> {
  const there = [...new Set(names)].filter((name) => registry.getSingleMetric(name) !== undefined)
  const texts = await Promise.all(there.map((name) => registry.getSingleMetricAsString(name)))
  return texts.map((text) => `${text}\n`).join('\n')
}
