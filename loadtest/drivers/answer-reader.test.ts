import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { AnswerReader, BAD_ANSWER } from './answer-reader.ts'

/** Feeds the bytes in pieces that end at the cuts; every piece is wiped afterwards, as the shared buffer would be. */
function read(bytes: Buffer, cuts: readonly number[] = []) {
  const reader = new AnswerReader()
  const ends = [...cuts.filter((cut) => cut > 0 && cut < bytes.length).toSorted((a, b) => a - b), bytes.length]
  let from = 0
  let whole = false
  for (const end of ends) {
    const piece = Buffer.from(bytes.subarray(from, end))
    whole = reader.read(piece)
    piece.fill(0)
    from = end
    if (whole) break
  }
  const { status, retryAfterS, keepAliveS, endsWithConnection } = reader
  return { whole, readTo: from, status, retryAfterS, keepAliveS, endsWithConnection, body: reader.body() }
}

const counted = (body: string, more = '') =>
  Buffer.from(`HTTP/1.1 200 OK\r\n${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)

function chunked(parts: readonly string[]): Buffer {
  const chunks = parts.filter((part) => part !== '').map((part) => `${Buffer.byteLength(part).toString(16)};x=y\r\n${part}\r\n`)
  return Buffer.from(`HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n${chunks.join('')}0\r\nTrailer: yes\r\n\r\n`)
}

const anyCuts = fc.array(fc.nat({ max: 400 }), { maxLength: 8 })
const anyText = fc.string({ unit: 'grapheme', maxLength: 60 })

describe('answers', () => {
  it('a counted body, wherever the bytes are cut', () => {
    fc.assert(
      fc.property(anyText, anyCuts, (body, cuts) => {
        expect(read(counted(body), cuts)).toMatchObject({ whole: true, status: 200, body })
      }),
    )
  })

  it('a chunked body, wherever the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 4 }), anyCuts, (parts, cuts) => {
        expect(read(chunked(parts), cuts)).toMatchObject({ whole: true, status: 201, body: parts.join('') })
      }),
    )
  })

  it('nothing cut short is ever whole', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText.map((text) => counted(text)),
          fc.array(anyText).map(chunked),
        ),
        fc.nat(),
        (bytes, at) => {
          expect(read(bytes.subarray(0, at % bytes.length)).whole).toBe(false)
        },
      ),
    )
  })

  it('one reader reads the next answer as if it were new', () => {
    const reader = new AnswerReader()
    for (const bytes of [chunked(['a', 'b']), counted('c', 'Retry-After: 7\r\n'), counted('')]) {
      reader.reset()
      expect(reader.read(bytes)).toBe(true)
    }
    expect(reader).toMatchObject({ status: 200, retryAfterS: null })
    expect(reader.body()).toBe('')
  })

  it('100 and 103 are not the answer', () => {
    const early = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'
    expect(read(Buffer.concat([Buffer.from(early), counted('yes')]), [10, 30])).toMatchObject({
      whole: true,
      status: 200,
      body: 'yes',
    })
  })

  it('204 and 304 have no body, whatever their length says', () => {
    for (const status of [204, 304])
      expect(read(Buffer.from(`HTTP/1.1 ${status} -\r\nContent-Length: 9\r\n\r\n`))).toMatchObject({
        whole: true,
        status,
        body: '',
      })
  })

  it('without a length the answer ends with the connection', () => {
    expect(read(Buffer.from('HTTP/1.1 200 OK\r\n\r\nto the end'))).toMatchObject({
      whole: false,
      endsWithConnection: true,
      body: 'to the end',
      keepAliveS: 0,
    })
  })

  it.each([
    ['', null],
    ['Connection: keep-alive\r\nKeep-Alive: timeout=5\r\n', 5],
    ['Connection: close\r\n', 0],
  ])('how long the connection is kept: %j', (headers, keepAliveS) => {
    expect(read(counted('x', headers)).keepAliveS).toBe(keepAliveS)
  })

  it('a connection that sends more than it announced is not used again', () => {
    expect(read(Buffer.concat([counted('x'), Buffer.from('y')]))).toMatchObject({ whole: true, body: 'x', keepAliveS: 0 })
  })

  it('Retry-After, in whatever case', () => {
    expect(read(counted('', 'RETRY-after:  7 \r\n')).retryAfterS).toBe(7)
  })
})

describe('what is no answer', () => {
  it.each([
    ['another protocol', 'SMTP ready'],
    ['no status', 'HTTP/1.1 OK\r\n\r\n'],
    ['no length', 'HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n'],
    ['no chunk size', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nmany\r\n'],
    ['a chunk longer than it said', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n'],
    ['a head without end', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(20_000)}`],
    ['a body beyond all bounds', `HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(5 * 1024 * 1024)}`],
  ])('%s', (_name, text) => {
    expect(() => read(Buffer.from(text))).toThrow(BAD_ANSWER)
  })
})
