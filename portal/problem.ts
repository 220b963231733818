import { STATUS_CODES } from 'node:http'

interface FieldError {
  /** Path of the field, dots between levels, as in the request: `business.name`, `Idempotency-Key`. */
  field: string
  message: string
}

interface ProblemDetails {
  /** `urn:antrean:<what>`; default `about:blank`, which means that the status says it all. */
  type?: string
  errors?: readonly FieldError[]
  /** Whole seconds, at least 1; sent as the Retry-After header. */
  retryAfterS?: number
  headers?: Readonly<Record<string, string>>
  /** Further members of the answer (RFC 9457 section 3.2). */
  extensions?: Readonly<Record<string, unknown>>
}

/** An answer that is not what the caller hoped for: RFC 9457. Thrown anywhere below a route, sent by `handleErrors`. */
export class Problem extends Error {
  readonly status: number
  readonly details: ProblemDetails

  /** @param detail for the person who reads it; never personal data */
  constructor(status: number, detail: string, details: ProblemDetails = {}) {
    super(detail)
    this.name = 'Problem'
    this.status = status
    this.details = details
  }

  get headers(): Record<string, string> {
    const { retryAfterS, headers } = this.details
    return { ...headers, ...(retryAfterS === undefined ? {} : { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterS))) }) }
  }

  toJSON(): Record<string, unknown> {
    const { type = 'about:blank', errors, extensions } = this.details
    return {
      type,
      title: STATUS_CODES[this.status] ?? 'Problem',
      status: this.status,
      detail: this.message,
      ...(errors && { errors }),
      ...extensions,
    }
  }
}

/** The citizen's connection has closed and the plan says not to go on: nobody is left to answer. */
export class CitizenGone extends Error {
  constructor() {
    super('the connection was closed')
    this.name = 'CitizenGone'
  }
}
