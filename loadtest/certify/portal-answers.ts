import type { KnownRequest } from './request-reader.ts'

const NIB = '1234567890123'
const PAGE = '<!doctype html><html lang="id"><title>Known answer</title><p>Known answer</p></html>\n'
const APPLICATION = { id: '1', status: 'issued', statusUrl: '/api/applications/1', permits: [{ kind: 'nib', number: NIB }] }
const STATUS = { status: 'issued', nib: NIB }
const REASONS = { 200: 'OK', 201: 'Created', 500: 'Internal Server Error', 502: 'Bad Gateway', 503: 'Service Unavailable' }

/** Head and body of an answer. */
export type Parts = readonly [head: string, body: string]

/** Just enough of the portal's answers that every journey finds what it came for. */
export function validAnswer(step: KnownRequest['step']): Parts {
  if (step === 'page') return parts(200, PAGE, 'text/html')
  if (step === 'track') return parts(200, JSON.stringify(STATUS), 'application/json')
  return parts(201, JSON.stringify(APPLICATION), 'application/json')
}

export function errorAnswer(status: 500 | 502 | 503): Parts {
  return parts(status, 'not now', 'text/plain')
}

function parts(status: keyof typeof REASONS, body: string, type: string): Parts {
  const head = `HTTP/1.1 ${status} ${REASONS[status]}\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n`
  return [head, body]
}
