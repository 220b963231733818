import { createServer } from 'node:http'
import type { Registry } from 'prom-client'
import { listen, type ListeningServer } from './listening-server.ts'

/**
 * Serves `GET /metrics` on a port of its own, so that a scrape gets through when the portal's own port is full.
 * Listens on METRICS_HOST, by default 127.0.0.1. Rejects when the port is taken.
 */
export function serveMetrics(registry: Registry, port: number): Promise<ListeningServer> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      (error: unknown) => response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error)),
    )
  })
  return listen(server, port, process.env.METRICS_HOST || '127.0.0.1')
}
