import express, { type Express } from 'express'
import { handleErrors } from './handle-errors.ts'
import { INTERFACE_PATH, interfaceReader } from './interface-reader.ts'
import type { Portal } from './portal.ts'
import { Problem } from './problem.ts'
import type { Route } from './route.ts'
import { portalRoutes } from './routes/portal-routes.ts'
import { serveRoute } from './serve-route.ts'

/** Builds the Express app; nothing listens yet. */
export function createApp(portal: Portal): Express {
  const app = express()
  app.disable('x-powered-by')
  // Every answer is somebody's own or changes all the time: a hash over 100 KB a page would be CPU for nothing.
  app.disable('etag')
  const routes = portalRoutes(portal)
  for (const route of routes) serveRoute(app, route, portal)
  refuseOtherMethods(app, routes)
  // Not a route: it is no call of the API, and neither the gate nor the metrics of citizens' requests have to do with it.
  app.use(INTERFACE_PATH, interfaceReader())
  app.use(() => {
    throw new Problem(404, 'Nothing is served at this path')
  })
  app.use(handleErrors(portal.log))
  return app
}

function refuseOtherMethods(app: Express, routes: readonly Route[]): void {
  for (const [path, ofPath] of Map.groupBy(routes, (route) => route.path)) {
    const allow = ofPath.map((route) => (route.method === 'get' ? 'GET, HEAD' : 'POST')).join(', ')
    app.route(path).all(() => {
      throw new Problem(405, `This path takes ${allow}`, { headers: { Allow: allow } })
    })
  }
}
