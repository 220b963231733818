import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import type { Route } from './route.ts'

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
})

/** The description of the API, OpenAPI 3.1, from the schemas that validate it. */
export function openApi(routes: readonly Route[]): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method]: operation(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Antrean portal',
      version: '0.1.0',
      description: 'A simulation of a business licensing portal. Not a government service; nothing issued here is valid.',
    },
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'The token of `POST /api/sessions`' } },
      schemas: { Problem: jsonSchema(problem, 'output') },
    },
  }
}

function operation(route: Route): object {
  return {
    summary: route.summary,
    operationId: `${route.method}${route.path.replace(/\W+/g, '-').replace(/-$/, '')}`,
    tags: [tagOf(route)],
    ...(route.access !== 'public' && { security: [{ bearer: [] }] }),
    parameters: [
      ...parameters('path', route.params),
      ...parameters('query', route.query),
      ...parameters('header', route.headers),
    ],
    ...(route.body && {
      requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(route.body, 'input') } } },
    }),
    responses: {
      ...Object.fromEntries(Object.entries(route.answers).map(([status, schema]) => [status, answer(Number(status), schema)])),
      ...(route.step && {
        503: {
          ...problemAnswer('Not admitted now, or an agency is unavailable'),
          headers: { 'Retry-After': { description: 'When to come back, s', schema: { type: 'integer', minimum: 1 } } },
        },
      }),
      default: problemAnswer('Any other problem (RFC 9457)'),
    },
  }
}

/** The resource, by which readers group the calls: `/api/permits/:nib` is of permits. */
function tagOf({ path }: Route): string {
  return path.startsWith('/api/') ? path.split('/')[2]! : 'portal'
}

function answer(status: number, schema: Route['answers'][number]): object {
  const description = STATUS_CODES[status] ?? 'Answer'
  if (schema === null || schema === undefined) return { description }
  if (typeof schema === 'string') return { description, content: { [schema]: {} } }
  return { description, content: { 'application/json': { schema: jsonSchema(schema, 'output') } } }
}

function problemAnswer(description: string): object {
  return { description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } }
}

function parameters(place: 'path' | 'query' | 'header', schema: z.ZodObject | undefined): object[] {
  if (!schema) return []
  const { properties = {}, required = [] } = jsonSchema(schema, 'input')
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: property,
  }))
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output') {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io })
  return rest
}
