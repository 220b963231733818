import type { Request, RequestHandler } from 'express'
import { answerProblem } from './problem.ts'

/**
 * Refuses requests that other pages make a browser send. The session cookie is `SameSite=Strict`, but a site has no port: pages of the
 * portal, or of anything else on this host, would count as the same site. So every request must say that it comes from this very
 * origin (Origin, or Sec-Fetch-Site where a browser sends no Origin); only links may come from elsewhere.
 *
 * A name that somebody else's DNS points at this machine (DNS rebinding) would be an origin of its own: hence the list of names.
 * @param hosts names without port, in small letters
 */
export function refuseForeign(hosts: readonly string[]): RequestHandler {
  return (req, res, next) => {
    const host = (req.headers.host ?? '').toLowerCase()
    if (!hosts.includes(host.replace(/:\d+$/, '')))
      return answerProblem(res, 421, 'This host name is not known here; OPERATORS_HOSTS lists those that are')
    if (!isLink(req) && !isOwn(req, host))
      return answerProblem(res, 403, 'Only pages of this address may send this; a program sends its address as the Origin header')
    next()
  }
}

/** Also what a program asks for: only browsers send Sec-Fetch-Site. */
function isLink({ method, headers }: Request): boolean {
  const site = headers['sec-fetch-site']
  const reads = (method === 'GET' || method === 'HEAD') && headers.origin === undefined
  return reads && (site === undefined || site === 'none' || headers['sec-fetch-mode'] === 'navigate')
}

function isOwn({ headers }: Request, host: string): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') return false
  return headers.origin === undefined ? site === 'same-origin' : hostOf(headers.origin) === host
}

/** Without the scheme: a server in front of this one may speak TLS. `null` (a sandboxed page) has none. */
function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null
}
