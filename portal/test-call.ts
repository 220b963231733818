import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { TestPerson, TestPortal } from './test-system.ts'

interface CallOptions {
  token?: string
  /** Idempotency-Key. */
  key?: string
  /** Sent as JSON, unless it is bytes or a string. */
  body?: unknown
  headers?: Record<string, string>
}

export interface Reply {
  status: number
  headers: Headers
  text: string
  // What a test reads from an answer it has just checked against the description.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any
}

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
})

/** One request; the answer must be one that the portal's own description declares. */
export async function call(portal: TestPortal, method: string, path: string, options: CallOptions = {}): Promise<Reply> {
  const { token, key, body, headers } = options
  const response = await fetch(portal.url + path, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...(key !== undefined && { 'idempotency-key': key }),
      ...headers,
    },
    body: body === undefined ? null : encoded(body),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json')
  const reply = { status: response.status, headers: response.headers, text, body: isJson && text ? JSON.parse(text) : undefined }
  if (method !== 'HEAD') checkAgainstDescription(portal, method, path, reply)
  return reply
}

/** A submission of `person`, valid unless overridden. */
export function form(overrides: Record<string, unknown> = {}) {
  return {
    business: { name: 'Warung Contoh', scale: 'micro', actor: 'individual' },
    kbli: '47112',
    region: '3271',
    capitalRp: 5_000_000,
    workers: 2,
    ...overrides,
  }
}

export function apply(
  portal: TestPortal,
  person: TestPerson,
  body: unknown = form(),
  key: string = randomUUID(),
): Promise<Reply> {
  return call(portal, 'POST', '/api/applications', { token: person.token, key, body })
}

function encoded(body: unknown): string | Uint8Array<ArrayBuffer> {
  return typeof body === 'string' || body instanceof Uint8Array
    ? (body as string | Uint8Array<ArrayBuffer>)
    : JSON.stringify(body)
}

function checkAgainstDescription(portal: TestPortal, method: string, path: string, { status, headers, body }: Reply): void {
  if (status >= 400) {
    if (!headers.get('content-type')?.includes('application/problem+json')) throw new Error(`${status} is no problem+json`)
    if (problem.parse(body).status !== status) throw new Error('the problem says another status')
    if (status === 503 && !headers.get('retry-after')) throw new Error('503 without Retry-After')
    return
  }
  const [pathname = ''] = path.split('?')
  const route = portal.routes.find((one) => one.method === method.toLowerCase() && pattern(one.path).test(pathname))
  const declared = route?.answers[status]
  if (declared === undefined) throw new Error(`${method} ${path} answered ${status}, which is not described`)
  if (declared instanceof z.ZodObject) z.strictObject(declared.shape).parse(body)
}

/** Express takes a slash more at the end. */
function pattern(path: string): RegExp {
  return new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}/?$`)
}
