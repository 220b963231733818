import express, { type Express, type RequestHandler } from 'express'
import { LoginLimit } from './login-limit.ts'
import { loginRoutes, requireSession, type LoginParts } from './login-routes.ts'
import { notFoundPage } from './pages/notice-pages.ts'
import { STYLE } from './pages/style.ts'
import { handleErrors } from './problem.ts'
import { BOARD_PATH } from './queue-board.ts'
import { refuseForeign } from './refuse-foreign.ts'
import { securityHeaders } from './security-headers.ts'

export interface OperatorsParts extends Omit<LoginParts, 'limit'> {
  /** Host names under which the pages may be opened, without port. */
  hosts: readonly string[]
  /** What is served behind the login. */
  board: RequestHandler
}

/** Builds the Express app; nothing listens yet. */
export function createApp({ hosts, board, ...login }: OperatorsParts): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use(securityHeaders)
  // Before the check of the host: a container's health check may come by any address.
  app.get('/healthz', (_req, res) => res.json({ status: 'alive' }))
  app.use(refuseForeign(hosts))
  app.get('/style.css', (_req, res) => res.type('css').send(STYLE))
  app.use(loginRoutes({ ...login, limit: new LoginLimit() }))
  app.use(requireSession(login.sessions))
  app.get('/', (_req, res) => res.redirect(303, BOARD_PATH))
  app.use(BOARD_PATH, board)
  app.use((_req, res) => res.status(404).send(notFoundPage()))
  app.use(handleErrors(login.log))
  return app
}
