import { z } from 'zod'
import { openApi } from '../openapi.ts'
import type { Portal } from '../portal.ts'
import { route, type Route } from '../route.ts'
import { accountRoutes } from './accounts.ts'
import { applicationRoutes } from './applications.ts'
import { healthRoutes } from './health.ts'
import { homeRoutes } from './home.ts'
import { kbliRoutes } from './kbli.ts'
import { permitRoutes } from './permits.ts'
import { sessionRoutes } from './sessions.ts'
import { statisticsRoutes } from './statistics.ts'
import { verificationTaskRoutes } from './verification-tasks.ts'

/** Every route of the portal, the description of them included. */
export function portalRoutes(portal: Portal): readonly Route[] {
  const routes = [
    ...homeRoutes(portal),
    ...accountRoutes(portal),
    ...sessionRoutes(portal),
    ...kbliRoutes(),
    ...applicationRoutes(portal),
    ...permitRoutes(portal),
    ...statisticsRoutes(portal),
    ...verificationTaskRoutes(portal),
    ...healthRoutes(portal),
  ]
  const description: Route = route({
    method: 'get',
    path: '/openapi.json',
    summary: 'This description',
    step: null,
    access: 'public',
    answers: { 200: z.record(z.string(), z.unknown()) },
    handle: async () => ({ status: 200, body: document }),
  })
  const document = openApi([...routes, description])
  return [...routes, description]
}
