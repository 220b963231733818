import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Registry } from 'prom-client'
import { type EventStreams, MOST_CLIENTS } from './event-streams.ts'
import type { OrderDesk } from './order-desk.ts'
import { pageFiles } from './page-files.ts'
import { takeOrder } from './take-order.ts'
import { whyRefused } from './whose-request.ts'

/** What is behind the routes; each is asked anew for every request. */
export interface LiveSources {
  /** Who takes orders; null = nobody (yet). */
  desk?: () => OrderDesk | null
  /** Metrics of the laboratory for a trial, or for the newest one; null = there are none. */
  registryOf?: (trialId: string | null) => Registry | null
  /** File of a report that may be looked at; null = there is none yet. */
  report?: () => string | null
}

type Answering = (request: IncomingMessage, response: ServerResponse) => Promise<void>
type Answer = (request: IncomingMessage, response: ServerResponse, query: URLSearchParams) => Promise<void> | void

/** On every answer. Nothing from elsewhere is loaded, and nobody else may load, frame or read us. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
}
/** A report carries its own script and style; sandboxed it has no origin, and cannot reach the token of the page beside it. */
const REPORT_POLICY =
  "sandbox allow-scripts allow-popups allow-modals; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Everything that the live server answers. The token for orders is made here, and only the page is given it. */
export function liveRoutes(
  { desk = () => null, registryOf = () => null, report = () => null }: LiveSources,
  streams: EventStreams,
): Answering {
  const token = randomBytes(32).toString('base64url')
  const files = pageFiles()
  const routes: Readonly<Record<string, Answer>> = {
    async 'POST /orders'(request, response) {
      const problem = await takeOrder(request, token, desk())
      if (problem) refuse(response, problem.status, problem.detail)
      else response.writeHead(202, HEADERS).end()
    },
    'GET /events'(_request, response) {
      if (streams.full) refuse(response, 503, `${MOST_CLIENTS} pages are open already`, { 'retry-after': '5' })
      else streams.add(response, HEADERS)
    },
    'GET /metrics': metricsOf(registryOf),
    async 'GET /report.html'(_request, response) {
      const path = report()
      if (path === null) return refuse(response, 404, 'there is no report yet')
      const policy = { 'content-security-policy': REPORT_POLICY }
      response.writeHead(200, { ...HEADERS, ...policy, 'content-type': 'text/html; charset=utf-8' })
      await pipeline(createReadStream(path), response)
    },
    'GET /favicon.ico'(_request, response) {
      response.writeHead(204, HEADERS).end()
    },
    'GET /'(_request, response) {
      const { type, body } = files.get('/')!
      const page = body.toString('utf8').replaceAll('{{ORDER_TOKEN}}', desk() ? token : '')
      response.writeHead(200, { ...HEADERS, 'content-type': type }).end(page)
    },
  }
  return answering(routes, (request, response, path) => {
    const file = files.get(path)
    if (!file || request.method !== 'GET') return refuse(response, 404, 'there is nothing here')
    response.writeHead(200, { ...HEADERS, 'content-type': file.type }).end(file.body)
  })
}

/** Where there is no page: what Prometheus asks for, and nothing else. */
export function metricsRoute({ registryOf = () => null }: LiveSources): Answering {
  return answering({ 'GET /metrics': metricsOf(registryOf) }, (_request, response) =>
    refuse(response, 404, 'there is nothing here'),
  )
}

function metricsOf(registryOf: NonNullable<LiveSources['registryOf']>): Answer {
  return async (_request, response, query) => {
    const registry = registryOf(query.get('trial'))
    if (registry === null) return refuse(response, 404, 'no such trial is measured')
    response.writeHead(200, { ...HEADERS, 'content-type': registry.contentType }).end(await registry.metrics())
  }
}

/** @param otherwise for what is no route */
function answering(
  routes: Readonly<Record<string, Answer>>,
  otherwise: (request: IncomingMessage, response: ServerResponse, path: string) => void,
): Answering {
  return async (request, response) => {
    const refused = whyRefused(request)
    if (refused !== null) return refuse(response, 403, refused)
    const [path = '', query] = (request.url ?? '').split('?')
    const route = `${request.method} ${path}`
    if (Object.hasOwn(routes, route)) return routes[route]!(request, response, new URLSearchParams(query))
    otherwise(request, response, path)
  }
}

/** RFC 9457. The connection ends with it: what else was sent on it need not be read. */
export function refuse(response: ServerResponse, status: number, detail: string, headers: Record<string, string> = {}): void {
  const type = { 'content-type': 'application/problem+json', connection: 'close' }
  response.writeHead(status, { ...HEADERS, ...headers, ...type }).end(JSON.stringify({ title: 'refused', status, detail }))
}
