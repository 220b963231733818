import { parseRetryAfter } from './answer.ts'

/** Longest header block that is read; Node's own limit. */
const MAX_HEAD_BYTES = 16 * 1024
/** Longer answers are broken off and count as failed; the portal's page has about 0.1 MB. */
const MAX_BODY_BYTES = 4 * 1024 * 1024
const HEAD_END = '\r\n\r\n'
const LINE_END = '\r\n'
const NO_BYTES = Buffer.alloc(0)

const RETRY_AFTER = '\r\nretry-after:'
const TRANSFER_ENCODING = '\r\ntransfer-encoding:'
const CONTENT_LENGTH = '\r\ncontent-length:'
const CONNECTION = '\r\nconnection:'
const KEEP_ALIVE = '\r\nkeep-alive:'

/** What came is no HTTP/1, or more of it than anybody reads. One for all: nobody looks at its stack trace. */
export const BAD_ANSWER = new Error('not an HTTP/1 answer')

type Body = 'counted' | 'chunked' | 'until close'

/**
 * Reads HTTP/1.1 answers (RFC 9112) one after the other from the bytes of a connection. The generator's own, since its cost is the
 * generator's lag: with undici's pool the open driver took 1.7 times the CPU, and every connection kept its last 256 requests alive.
 */
export class AnswerReader {
  /** Null until the status line has come. */
  status: number | null = null
  retryAfterS: number | null = null
  /** How long the server keeps the connection without a request, as far as it says so; 0 = not at all. */
  keepAliveS: number | null = null
  #body: Body | null = null
  /** Bytes of a counted body, or of a chunk, that have not come yet. */
  #missing = 0
  #line: 'chunk size' | 'end of chunk' | 'trailer' = 'chunk size'
  /** Bytes that make no sense yet. */
  #rest = NO_BYTES
  /** The body, when it came in one piece as most do; else its parts. */
  #text = ''
  #parts: Buffer[] = []
  #bytes = 0

  /** @param chunk may be overwritten afterwards; `length` bytes of it came. @returns true when the answer is whole. @throws BAD_ANSWER */
  read(chunk: Buffer, length = chunk.length): boolean {
    let bytes = chunk
    let end = length
    if (this.#rest.length > 0) {
      bytes = Buffer.concat([this.#rest, chunk.subarray(0, length)])
      end = bytes.length
      this.#rest = NO_BYTES
    }
    let from = 0
    while (this.#body === null) {
      const bodyAt = this.#readHead(bytes, from, end)
      if (bodyAt === null) return false
      from = bodyAt
    }
    if (this.#body === 'chunked') return this.#readChunks(bytes.subarray(from, end))
    if (this.#body === 'until close') {
      this.#keep(bytes, from, end)
      return false
    }
    // More than was announced: nobody knows what the next answer would be.
    if (end - from > this.#missing) this.keepAliveS = 0
    return this.#take(bytes, from, Math.min(end, from + this.#missing))
  }

  /** The answer is whole when the other side closes. */
  get endsWithConnection(): boolean {
    return this.#body === 'until close'
  }

  /** What has come of the body. */
  body(): string {
    return this.#parts.length === 0 ? this.#text : Buffer.concat(this.#parts).toString('utf8')
  }

  /** Ready for the next answer. */
  reset(): void {
    this.status = this.retryAfterS = this.keepAliveS = this.#body = null
    this.#missing = this.#bytes = 0
    this.#line = 'chunk size'
    this.#rest = NO_BYTES
    this.#text = ''
    if (this.#parts.length > 0) this.#parts = []
  }

  /** @returns where the body begins; null when the head is not whole yet */
  #readHead(bytes: Buffer, from: number, end: number): number | null {
    const text = bytes.toString('latin1', from, Math.min(end, from + MAX_HEAD_BYTES))
    const length = text.indexOf(HEAD_END)
    if (!text.startsWith('HTTP/1.'.slice(0, text.length)) || (length < 0 && end - from >= MAX_HEAD_BYTES)) throw BAD_ANSWER
    if (length < 0) {
      this.#rest = Buffer.from(bytes.subarray(from, end))
      return null
    }
    this.#understand(text.slice(0, length + LINE_END.length))
    return from + length + HEAD_END.length
  }

  #understand(head: string): void {
    const status = Number(head.slice(9, 12))
    if (head[8] !== ' ' || !(status >= 100 && status <= 999)) throw BAD_ANSWER
    if (status < 200) return // 100, 103: the answer itself follows
    const lowerCase = head.toLowerCase()
    this.status = status
    this.retryAfterS = parseRetryAfter(fieldOf(RETRY_AFTER, head, lowerCase), Date.now())
    this.keepAliveS = keepAliveOf(head, lowerCase)
    this.#missing = 0
    const coding = fieldOf(TRANSFER_ENCODING, head, lowerCase)
    const length = fieldOf(CONTENT_LENGTH, head, lowerCase)
    if (status === 204 || status === 304) this.#body = 'counted'
    else if (coding !== undefined) this.#body = coding.toLowerCase().endsWith('chunked') ? 'chunked' : 'until close'
    else if (length === undefined) this.#body = 'until close'
    else {
      if (!/^\d+$/.test(length)) throw BAD_ANSWER
      this.#body = 'counted'
      this.#missing = Number(length)
    }
    if (this.#body === 'until close') this.keepAliveS = 0
  }

  /** Takes bytes of a counted body. @returns true when nothing is missing */
  #take(bytes: Buffer, from: number, end: number): boolean {
    const length = end - from
    const isAll = this.#bytes === 0 && length === this.#missing && length <= MAX_BODY_BYTES
    if (isAll) this.#text = bytes.toString('utf8', from, end)
    else this.#keep(bytes, from, end)
    this.#missing -= length
    return this.#missing === 0
  }

  #readChunks(all: Buffer): boolean {
    let bytes = all
    for (;;) {
      const taken = Math.min(this.#missing, bytes.length)
      this.#keep(bytes, 0, taken)
      this.#missing -= taken
      bytes = bytes.subarray(taken)
      if (this.#missing > 0) return false
      const end = bytes.indexOf(LINE_END)
      if (end < 0 && bytes.length > MAX_HEAD_BYTES) throw BAD_ANSWER
      if (end < 0) {
        this.#rest = Buffer.from(bytes)
        return false
      }
      const isLast = this.#readLine(bytes.toString('latin1', 0, end))
      bytes = bytes.subarray(end + LINE_END.length)
      if (isLast) return true
    }
  }

  /** @returns true when the answer ends here */
  #readLine(line: string): boolean {
    if (this.#line === 'trailer') return line === ''
    if (this.#line === 'end of chunk') {
      if (line !== '') throw BAD_ANSWER
      this.#line = 'chunk size'
      return false
    }
    const size = /^([\da-f]{1,8})[ \t]*(?:;.*)?$/i.exec(line)?.[1]
    if (size === undefined) throw BAD_ANSWER
    this.#missing = Number.parseInt(size, 16)
    this.#line = this.#missing === 0 ? 'trailer' : 'end of chunk'
    return false
  }

  #keep(bytes: Buffer, from: number, end: number): void {
    if (from === end) return
    this.#bytes += end - from
    if (this.#bytes > MAX_BODY_BYTES) throw BAD_ANSWER
    this.#parts.push(Buffer.from(bytes.subarray(from, end)))
  }
}

/** A header's value; undefined when it is not there. @param name in lower case, as its line begins @param lowerCase the same head in lower case */
function fieldOf(name: string, head: string, lowerCase: string): string | undefined {
  const at = lowerCase.indexOf(name)
  if (at < 0) return undefined
  const from = at + name.length
  return head.slice(from, head.indexOf('\r', from)).trim()
}

/** 0 = the connection ends with this answer (RFC 9112 section 9.3); null = nothing said. */
function keepAliveOf(head: string, lowerCase: string): number | null {
  const connection = fieldOf(CONNECTION, head, lowerCase)?.toLowerCase()
  const isOld = head[7] === '0'
  if (connection?.includes('close') || (isOld && !connection?.includes('keep-alive'))) return 0
  const keepAlive = fieldOf(KEEP_ALIVE, head, lowerCase)
  const timeout = keepAlive === undefined ? undefined : /timeout=(\d+)/i.exec(keepAlive)?.[1]
  return timeout === undefined ? null : Number(timeout)
}
