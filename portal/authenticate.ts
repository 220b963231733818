import type { Request } from 'express'
import type { Queryable } from '../licensing/database.ts'
import { hashToken } from '../licensing/session-token.ts'
import { findSession, type Session } from '../licensing/sessions.ts'
import { Problem } from './problem.ts'
import type { Access } from './route.ts'

/** 32 random bytes in base64url; what has another form need not be looked up. */
const BEARER = /^Bearer +([\w-]{43})$/i

/** The session of the request's Bearer token; null on public routes. Throws 401 without a valid one, 403 for the wrong role. */
export async function authenticate(access: Access, req: Request, db: Queryable): Promise<Session | null> {
  if (access === 'public') return null
  const token = BEARER.exec(req.get('Authorization') ?? '')?.[1]
  const session = token === undefined ? null : await findSession(db, hashToken(token))
  if (!session)
    throw new Problem(401, 'Log in first: a valid Bearer token is required', { headers: { 'WWW-Authenticate': 'Bearer' } })
  if (session.role !== access) throw new Problem(403, `Only for the role ${access}`)
  return session
}
