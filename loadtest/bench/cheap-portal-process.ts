import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

// The cheapest portal there can be, so that the generator is what is measured: every answer is made beforehand, and nothing is parsed
// but the first letters of the path and the length of the body. Forked with the path of its plan; says where it listens.

export interface CheapPortalPlan {
  /** Accepts and never answers. */
  silent: boolean
}

export interface FromCheapPortal {
  type: 'ready'
  port: number
}

/** A crowd comes in the same moment. */
const BACKLOG = 16_384
const HEAD_END = '\r\n\r\n'
/** No path of ours is longer. */
const START_BYTES = 40

const NIB = '0101260000001'
const PAGE = `<!doctype html><html lang="id"><title>Portal</title><p>${'Perizinan berusaha. '.repeat(40)}</p></html>\n`
const ACCEPTED = { id: 'a-1', status: 'accepted', statusUrl: '/api/applications/a-1', estimatedWaitS: 2 }

/** By the beginning of the request; the whole journey of a newcomer finds its answers, message gateway included. */
const ANSWERS: readonly [start: string, answer: Buffer][] = [
  ['GET / ', answer('200 OK', PAGE, 'text/html; charset=utf-8')],
  ['POST /api/applications ', answer('202 Accepted', JSON.stringify(ACCEPTED))],
  ['GET /api/applications/', answer('200 OK', JSON.stringify({ ...ACCEPTED, status: 'issued', nib: NIB }))],
  ['POST /api/accounts ', answer('201 Created', JSON.stringify({ id: 'c-1' }))],
  ['POST /api/accounts/', answer('200 OK', '{}')],
  ['POST /api/sessions ', answer('201 Created', JSON.stringify({ token: 't-1' }))],
  ['GET /api/kbli?', answer('200 OK', JSON.stringify({ results: [] }))],
  ['GET /inbox/', answer('200 OK', JSON.stringify({ messages: [{ text: '123456', code: '123456' }] }))],
]
const NOTHING = answer('404 Not Found', '{}')

const { silent } = JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')) as CheapPortalPlan
// Whoever forked it is gone: nobody is left to tell.
process.on('disconnect', () => process.exit(0))
const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => socket.destroy())
  if (silent) socket.resume()
  else serve(socket)
})
server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, () => {
  process.send?.({ type: 'ready', port: (server.address() as AddressInfo).port } satisfies FromCheapPortal)
})

/** Requests of one connection, one after the other; a request may come in pieces. */
function serve(socket: Socket): void {
  let rest: Buffer | null = null
  socket.on('data', (chunk: Buffer) => {
    let bytes = rest === null ? chunk : Buffer.concat([rest, chunk])
    for (let length = requestLength(bytes); length !== null && length <= bytes.length; length = requestLength(bytes)) {
      socket.write(answerTo(bytes))
      bytes = bytes.subarray(length)
    }
    rest = bytes.length === 0 ? null : bytes
  })
}

/** Bytes of the first request, its body included; null when its head is not whole yet. */
function requestLength(bytes: Buffer): number | null {
  const head = bytes.indexOf(HEAD_END)
  if (head < 0) return null
  const end = head + HEAD_END.length
  if (bytes[0] === 0x47 /* G of GET: no body */) return end
  return end + Number(/\ncontent-length: *(\d+)/i.exec(bytes.toString('latin1', 0, end))?.[1] ?? 0)
}

function answerTo(bytes: Buffer): Buffer {
  const start = bytes.toString('latin1', 0, START_BYTES)
  for (const [known, bytesOfAnswer] of ANSWERS) if (start.startsWith(known)) return bytesOfAnswer
  return NOTHING
}

function answer(status: string, body: string, type = 'application/json'): Buffer {
  return Buffer.from(`HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
}
