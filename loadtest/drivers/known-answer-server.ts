import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** What the server does with every request, byte by byte: the truth that a generator's classification is held against. */
export type KnownAnswer = (socket: Socket) => void

const text = (status: string, headers: string, body: string) => `HTTP/1.1 ${status}\r\n${headers}\r\n${body}`
const whole = (status: string, body: string, headers = '') => text(status, `content-length: ${body.length}\r\n${headers}`, body)

export const KNOWN_ANSWERS = {
  ok: (socket) => void socket.write(whole('200 OK', '{"answer":"ok"}')),
  chunked: (socket) => void socket.write(text('200 OK', 'transfer-encoding: chunked\r\n', '5\r\nwhole\r\n0\r\n\r\n')),
  'no content': (socket) => void socket.write('HTTP/1.1 204 No Content\r\n\r\n'),
  'slow (50 ms)': (socket) => void setTimeout(() => socket.write(whole('200 OK', 'slow')), 50),
  'tells to come back': (socket) => void socket.write(whole('503 Service Unavailable', 'later', 'retry-after: 7\r\n')),
  'too many requests': (socket) => void socket.write(whole('429 Too Many Requests', 'later')),
  'server error': (socket) => void socket.write(whole('500 Internal Server Error', 'oops')),
  'bad gateway': (socket) => void socket.write(whole('502 Bad Gateway', 'oops')),
  'not found': (socket) => void socket.write(whole('404 Not Found', 'no')),
  'no HTTP': (socket) => void socket.write('SMTP ready\r\n\r\n'),
  FIN: (socket) => void socket.end(),
  RST: (socket) => void socket.resetAndDestroy(),
  'half a header, FIN': (socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-le'),
  'short body, FIN': (socket) => void socket.end(text('200 OK', 'content-length: 100\r\n', 'short')),
  'short body, RST': (socket) =>
    void socket.write(text('200 OK', 'content-length: 100\r\n', 'short'), () => socket.resetAndDestroy()),
  'short chunk, FIN': (socket) => void socket.end(text('200 OK', 'transfer-encoding: chunked\r\n', '64\r\nshort')),
  hang: () => undefined,
  'hang in the body': (socket) => void socket.write(text('200 OK', 'content-length: 100\r\n', 'short')),
} as const satisfies Record<string, KnownAnswer>

export interface RunningServer {
  origin: string
  /** Connections accepted and not yet closed. */
  open: ReadonlySet<Socket>
  close(): Promise<void>
}

/** A TCP server on a free loopback port that gives `answer` to every request (a request = one chunk that ends a header block or a body). */
export async function knownAnswerServer(answer: KnownAnswer): Promise<RunningServer> {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => undefined)
    socket.on('data', () => answer(socket))
  })
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, resolve))
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const socket of open) socket.destroy()
    })
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, open, close }
}

/** An origin where nobody listens. */
export async function refusingOrigin(): Promise<string> {
  const { origin, close } = await knownAnswerServer(() => undefined)
  await close()
  return origin
}
