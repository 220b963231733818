import type { z } from 'zod'
import type { Session } from '../licensing/sessions.ts'
import type { Step } from '../strategies/strategy.ts'

/** Who may call: everybody, or the holder of a Bearer token of that role. */
export type Access = 'public' | 'applicant' | 'officer'

/** A validated request. */
export interface Call<P, Q, H, B, A extends Access> {
  params: P
  query: Q
  headers: H
  body: B
  session: A extends 'public' ? null : Session
  /** Aborted when the caller's connection closes before the answer is out. */
  gone: AbortSignal
}

export interface Answer {
  status: number
  /** A string is sent as it is (with its Content-Type in `headers`), anything else as JSON; absent = no body. */
  body?: unknown
  headers?: Record<string, string>
}

/**
 * One call of the API: what it takes, who may make it, what it answers. The Express route and the OpenAPI description are both made of it.
 * `path` is Express's (`/api/permits/:nib`). A body schema means that a JSON body is required.
 */
export interface Route<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  H extends z.ZodObject = z.ZodObject,
  B extends z.ZodType = z.ZodType,
  A extends Access = Access,
> {
  readonly method: 'get' | 'post'
  readonly path: string
  readonly summary: string
  /** What the strategy's gate is asked; null = not gated. */
  readonly step: Step | null
  readonly access: A
  readonly params?: P
  readonly query?: Q
  readonly headers?: H
  readonly body?: B
  /** Successful answers by status; null = no body, a string = the media type of a body that is not JSON. */
  readonly answers: Readonly<Record<number, z.ZodType | string | null>>
  handle(call: Call<z.output<P>, z.output<Q>, z.output<H>, z.output<B>, A>): Promise<Answer>
}

/** Gives the handler of a route the types of its schemas. */
export function route<P extends z.ZodObject, Q extends z.ZodObject, H extends z.ZodObject, B extends z.ZodType, A extends Access>(
  definition: Route<P, Q, H, B, A>,
): Route {
  return definition
}
