import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { portalRoutes } from './routes/portal-routes.ts'
import { unconnectedPortal } from './test-portal.ts'

const sections = readFileSync(new URL('README.md', import.meta.url), 'utf8')
  .split(/^### /m)
  .slice(1)
const described = portalRoutes(unconnectedPortal()).filter(({ path }) => path !== '/' && path !== '/openapi.json')

const examplesOf = (section: string) =>
  [...section.matchAll(/^```json (\w+)\n([^]*?)^```/gm)].map(([, name, json]) => ({ name: name!, json: JSON.parse(json!) }))
const headingOf = (route: (typeof described)[number]) => `${route.method.toUpperCase()} ${route.path.replace(/:(\w+)/g, '{$1}')}`

describe('README.md', () => {
  it.each(described.map((route) => [headingOf(route), route] as const))('%s has examples that fit', (heading, route) => {
    const section = sections.find((one) => one.split('\n')[0]!.replace(/\?.*/, '') === heading)
    const examples = examplesOf(section ?? '')
    const schemas = { ...route.answers, ...(route.body && { request: route.body }) }
    const expected = Object.entries(schemas).flatMap(([name, schema]) => (schema instanceof z.ZodType ? [name] : []))
    expect(examples.map(({ name }) => name).toSorted()).toEqual(expected.toSorted())
    for (const { name, json } of examples) (schemas as Record<string, z.ZodType>)[name]!.parse(json)
  })
})
