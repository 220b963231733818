import { describe, expect, it } from '@jest/globals'
import { createApp } from './app.ts'
import { openApi } from './openapi.ts'
import { portalRoutes } from './routes/portal-routes.ts'
import { unconnectedPortal } from './test-portal.ts'

interface Operation {
  operationId: string
  tags: string[]
  parameters: { name: string; in: string; required: boolean }[]
  responses: object
}

interface Description {
  openapi: string
  paths: Record<string, Record<string, Operation>>
}

const portal = unconnectedPortal()
const description = openApi(portalRoutes(portal)) as Description

/** `METHOD path` of every route that Express really has; those for all methods (405) apart. */
function served(): string[] {
  const layers = createApp(portal).router.stack
  return layers.flatMap(({ route }) => {
    if (!route) return []
    const methods = [...new Set(route.stack.map(({ method }) => method))].filter((method) => method !== undefined)
    return methods.map((method) => `${method} ${route.path.replace(/:(\w+)/g, '{$1}')}`)
  })
}

describe('openApi', () => {
  it('describes every route of the app, and nothing else', () => {
    const described = Object.entries(description.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    )
    expect(described.length).toBeGreaterThan(15)
    expect(described.toSorted()).toEqual(served().toSorted())
  })

  it('takes what it says of a call from the schemas', () => {
    expect(description.openapi).toBe('3.1.0')
    const apply = description.paths['/api/applications']!.post!
    expect(apply.parameters).toEqual([expect.objectContaining({ name: 'Idempotency-Key', in: 'header', required: true })])
    expect(Object.keys(apply.responses)).toEqual(['201', '202', '503', 'default'])
    expect(apply).toMatchObject({
      security: [{ bearer: [] }],
      requestBody: {
        content: { 'application/json': { schema: { required: ['business', 'kbli', 'region', 'capitalRp', 'workers'] } } },
      },
    })
    expect(description.paths['/api/verification-tasks']!.get!.parameters[0]).toMatchObject({ name: 'limit', required: false })
  })

  it('gives readers groups, a name for every call, and the header of a refusal', () => {
    const operations = Object.values(description.paths).flatMap((ofPath) => Object.values(ofPath))
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
    expect(description.paths['/api/permits/{nib}']!.get).toMatchObject({ operationId: 'get-api-permits-nib', tags: ['permits'] })
    expect(description.paths['/healthz']!.get!.tags).toEqual(['portal'])
    expect(description.paths['/']!.get!.responses).toMatchObject({
      503: { headers: { 'Retry-After': { schema: { minimum: 1 } } } },
    })
  })
})
