/** One request as far as a known-answer server has to know it. */
export interface KnownRequest {
  step: 'page' | 'apply' | 'track'
  citizen: number | null
}

const CITIZEN = /^idempotency-key: *citizen-(\d+)-form-/im
const LENGTH = /^content-length: *(\d+)/im

/** Cuts a connection's bytes into requests (RFC 9112 with Content-Length; chunked requests are not spoken here). */
export function requestReader(onRequest: (request: KnownRequest) => void): (chunk: Buffer) => void {
  let left = ''
  return (chunk) => {
    left += chunk.toString('latin1')
    for (;;) {
      const end = left.indexOf('\r\n\r\n')
      if (end < 0) return
      const head = left.slice(0, end)
      const length = Number(LENGTH.exec(head)?.[1] ?? 0)
      if (left.length < end + 4 + length) return
      left = left.slice(end + 4 + length)
      onRequest(requestOf(head))
    }
  }
}

function requestOf(head: string): KnownRequest {
  const citizen = CITIZEN.exec(head)?.[1]
  const step = head.startsWith('POST') ? 'apply' : head.startsWith('GET /api/applications/') ? 'track' : 'page'
  return { step, citizen: citizen === undefined ? null : Number(citizen) }
}
