import type { Outcome } from '../records/attempt-record.ts'

/** What came of one HTTP try. */
export interface Answer {
  outcome: Outcome
  /** Null when no status line came. */
  status: number | null
  /** Seconds, from delta-seconds or an HTTP date (RFC 9110 section 10.2.3); null without the header. */
  retryAfterS: number | null
  /** As received; empty when none came. */
  body: string
}

/** The generator itself could not send: no socket, no port, no memory. A fault of measurement, not an answer. */
export class GeneratorFault extends Error {
  override readonly name = 'GeneratorFault'
}

const OUT_OF_RESOURCES = new Set(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'EADDRINUSE', 'ENOMEM', 'ENOBUFS'])
// undici: the other side closed, or fewer bytes came than were announced.
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'])
const TOO_LATE = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT'])

/** Outcome of an answer that came whole. A 2xx may still turn out to be failed: its body is looked at by who asked. */
export function outcomeOfStatus(status: number): Outcome {
  if (status >= 200 && status < 300) return 'ok'
  return status === 429 || status === 503 ? 'rejected' : 'failed'
}

/** Outcome of a try that broke. @throws GeneratorFault when the fault is ours. */
export function outcomeOfError(error: unknown): Outcome {
  const code = codeOf(error)
  if (OUT_OF_RESOURCES.has(code)) throw new GeneratorFault(`the generator ran out of sockets, ports or memory: ${code}`)
  if (code === 'ECONNREFUSED') return 'refused'
  if (TOO_LATE.has(code)) return 'timedOut'
  // A connection that ends in the middle of a header or a chunk.
  if (BROKEN.has(code) || code === 'HPE_INVALID_EOF_STATE') return 'reset'
  return 'failed'
}

/** @param nowMs epoch ms, for the date form */
export function parseRetryAfter(header: string | string[] | undefined, nowMs: number): number | null {
  const text = Array.isArray(header) ? header[0] : header
  if (text === undefined || text.trim() === '') return null
  if (/^\d+$/.test(text.trim())) return Number(text)
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.max(0, (at - nowMs) / 1000)
}

/** The body's fields, or null when it is no JSON object. */
export function fieldsOf(answer: Answer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(answer.body)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** An identifier as a server gives it: one word. */
export function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^\S+$/.test(value)
}

// By field, not by `instanceof`: Node's own errors belong to another realm inside a vm context.
function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : ''
}
