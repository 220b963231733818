import type { Request } from 'express'
import type { z } from 'zod'
import { Problem } from './problem.ts'

/** Parses what a client sent; throws a 400 that names every wrong field. */
export function validate<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const errors = result.error.issues.map((issue) => ({ field: fieldOf(issue), message: issue.message }))
  throw new Problem(400, 'Some fields are missing or wrong', { type: 'urn:antrean:invalid-input', errors })
}

/** The headers a schema asks for, by its own spelling; the others are not looked at. */
export function headersFor(schema: z.ZodObject, req: Request): Record<string, string | undefined> {
  return Object.fromEntries(Object.keys(schema.shape).map((name) => [name, req.get(name)]))
}

function fieldOf(issue: z.core.$ZodIssue): string {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path
  return path.map(String).join('.') || 'body'
}
