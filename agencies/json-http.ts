import { createServer, STATUS_CODES, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http'
import type { z } from 'zod'
import { listen, type ListeningServer } from '../service/listening-server.ts'

const MAX_BODY_BYTES = 16_384
/** Connections beyond are closed at once. */
const MAX_CONNECTIONS = 10_000
/** Longer than a client's pause between two calls, so that its connections live on. */
const KEEP_ALIVE_MS = 60_000

/** Thrown by a handler: becomes an RFC 9457 answer. */
export class HttpProblem extends Error {
  readonly status: number
  readonly errors: readonly { field: string; message: string }[]

  constructor(status: number, detail: string, errors: readonly { field: string; message: string }[] = []) {
    super(detail)
    this.status = status
    this.errors = errors
  }
}

export type Handler = (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void>

/**
 * The agencies' HTTP: node:http alone, since a thousand checks a second must cost a small part of one core.
 * An HttpProblem becomes its answer; any other error of a handler is a bug and ends the process.
 */
export function serve(handler: Handler, port: number, host: string): Promise<ListeningServer> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?', 1)
    void handler(request, response, path).catch((error: unknown) => {
      if (!(error instanceof HttpProblem)) throw error
      sendProblem(response, error.status, error.message, { errors: error.errors })
    })
  })
  server.maxConnections = MAX_CONNECTIONS
  return listen(server, port, host)
}

/** @throws HttpProblem 413, 415 or 400 that names the wrong fields. */
export async function readJson<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  if (!request.headers['content-type']?.startsWith('application/json')) throw new HttpProblem(415, 'send application/json')
  const result = schema.safeParse(parse(await readBody(request)))
  if (result.success) return result.data
  const errors = result.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }))
  throw new HttpProblem(400, 'the body does not fit', errors)
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers: OutgoingHttpHeaders = {}): void {
  const text = JSON.stringify(body)
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers })
    .end(text)
}

export function sendProblem(
  response: ServerResponse,
  status: number,
  detail: string,
  more: { retryAfterS?: number; errors?: HttpProblem['errors'] } = {},
): void {
  const headers: OutgoingHttpHeaders = { 'content-type': 'application/problem+json' }
  if (more.retryAfterS !== undefined) headers['retry-after'] = String(more.retryAfterS)
  // The rest of a body that is too long is not read: the connection cannot go on.
  if (status === 413) headers.connection = 'close'
  const errors = more.errors?.length ? { errors: more.errors } : {}
  sendJson(response, status, { type: 'about:blank', title: STATUS_CODES[status], status, detail, ...errors }, headers)
}

function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= MAX_BODY_BYTES) chunks.push(chunk)
      else reject(new HttpProblem(413, `at most ${MAX_BODY_BYTES} bytes`))
    })
    request.on('end', () => resolve(Buffer.concat(chunks).toString()))
    request.on('error', () => reject(new HttpProblem(400, 'the body did not come whole')))
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new HttpProblem(400, 'the body is not JSON')
  }
}
