import { createHash, timingSafeEqual } from 'node:crypto'
import express, { Router, type Request, type RequestHandler } from 'express'
import type { Log } from '../service/log.ts'
import type { LoginLimit } from './login-limit.ts'
import { loginPage } from './pages/login-page.ts'
import { logoutPage } from './pages/logout-page.ts'
import { answerProblem } from './problem.ts'
import type { Sessions } from './sessions.ts'

export interface LoginParts {
  password: string
  sessions: Sessions
  limit: LoginLimit
  log: Log
}

const readForm = express.urlencoded({ extended: false, limit: '2kb', parameterLimit: 10 })

/** GET and POST of /login and /logout. */
export function loginRoutes({ password, sessions, limit, log }: LoginParts): Router {
  const router = Router()
  router.get('/login', (req, res) => {
    if (sessions.isOpen(sessionToken(req))) return res.redirect(303, '/queues')
    return res.send(loginPage())
  })
  router.post('/login', readForm, (req, res) => {
    const address = req.ip ?? ''
    const waitS = limit.waitS(address)
    if (waitS > 0) return res.status(429).set('Retry-After', String(waitS)).send(loginPage({ waitS }))
    if (!isSame((req.body as { password?: unknown } | undefined)?.password, password)) {
      limit.failed(address)
      log.warn({ address }, 'a wrong password')
      return res.status(403).send(loginPage({ wrong: true }))
    }
    limit.succeeded(address)
    log.info({ address }, 'logged in')
    res.cookie(cookieName(req), sessions.open(), { httpOnly: true, sameSite: 'strict', secure: req.secure, path: '/' })
    return res.redirect(303, '/queues')
  })
  router.get('/logout', (req, res) => {
    if (!sessions.isOpen(sessionToken(req))) return res.redirect(303, '/login')
    return res.send(logoutPage())
  })
  router.post('/logout', (req, res) => {
    sessions.close(sessionToken(req))
    res.clearCookie(cookieName(req), { httpOnly: true, sameSite: 'strict', path: '/' })
    return res.redirect(303, '/login')
  })
  return router
}

/** Lets nobody pass who has not logged in: people are sent to the login page, programs get a 401. */
export function requireSession(sessions: Sessions): RequestHandler {
  return (req, res, next) => {
    if (sessions.isOpen(sessionToken(req))) return next()
    if (req.method === 'GET' && req.accepts(['json', 'html']) === 'html') return res.redirect(303, '/login')
    return answerProblem(res, 401, 'Log in first, at /login')
  }
}

/** Cookies know no ports: two systems on one machine would log each other out. */
const cookieName = (req: Request) => `antrean-operators-${req.socket.localPort ?? 0}`

function sessionToken(req: Request): string | undefined {
  const name = cookieName(req)
  const cookies = (req.headers.cookie ?? '').split('; ')
  return cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1)
}

/** In the same time whatever the two have in common. */
function isSame(given: unknown, password: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return typeof given === 'string' && timingSafeEqual(digest(given), digest(password))
}
