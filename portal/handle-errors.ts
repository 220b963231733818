import type { ErrorRequestHandler, Request } from 'express'
import { AgencyUnavailable } from '../agencies/client.ts'
import type { Log } from '../service/log.ts'
import { CitizenGone, Problem } from './problem.ts'

/** What Express, its body parser and pg put on the errors they throw; not `instanceof`, to be independent of their versions. */
interface ForeignError {
  name?: string
  message?: string
  stack?: string
  status?: number
  code?: string
  constraint?: string
  table?: string
}

/** The one error handler: every error becomes an RFC 9457 answer; what nobody expected is logged. */
export function handleErrors(log: Log): ErrorRequestHandler {
  function report(error: unknown, problem: Problem, req: Request): void {
    if (error instanceof Problem) return
    const route = `${req.method} ${(req.route as { path?: string } | undefined)?.path ?? '(no route)'}`
    // An outage is one event, not one line for each citizen: metrics show it.
    if (problem.status === 503) log.debug({ route }, problem.message)
    else if (problem.status >= 500) log.error({ route, ...describe(error) }, problem.message)
    // A value that only PostgreSQL found wrong: the schemas of the portal should have.
    else if (isSqlState(((error ?? {}) as ForeignError).code)) log.warn({ route, ...describe(error) }, problem.message)
  }

  return (error: unknown, req, res, _next) => {
    if (error instanceof CitizenGone) return
    const problem = toProblem(error)
    report(error, problem, req)
    if (res.headersSent) return void res.destroy()
    res.status(problem.status).set(problem.headers).type('application/problem+json').send(JSON.stringify(problem))
  }
}

/** What a caller is told of an error; nothing that the error says is passed on unless it is a Problem. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof AgencyUnavailable) {
    return new Problem(503, 'An agency that the portal depends on cannot be reached; please come back later', {
      type: 'urn:antrean:agency-unavailable',
      retryAfterS: error.retryAfterS,
    })
  }
  const foreign = (error ?? {}) as ForeignError
  if (isDatabaseAway(foreign)) {
    return new Problem(503, 'The database cannot be reached in time; please come back later', {
      type: 'urn:antrean:database-unavailable',
      retryAfterS: DATABASE_RETRY_AFTER_S,
    })
  }
  return fromPostgres(foreign) ?? fromExpress(foreign) ?? new Problem(500, 'Unexpected error')
}

/** A database that restarts is back within seconds; a pool that is behind has been waited for already. */
const DATABASE_RETRY_AFTER_S = 5
/** pg and its pool have no codes for these. */
const CONNECTION_LOST =
  /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error)/

/** Not reachable, shutting down, starting up, too many connections (classes 08, 53, 57P), or no connection of the pool came free in time. */
function isDatabaseAway({ code, message }: ForeignError): boolean {
  if (
    code !== undefined &&
    /^(08...|53...|57P..|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/.test(code)
  )
    return true
  return CONNECTION_LOST.test(message ?? '')
}

/** Class 22 = a value PostgreSQL cannot take, 23505 and 23514 = a rule of the data: of the client's making. */
function fromPostgres({ code, constraint }: ForeignError): Problem | undefined {
  if (!isSqlState(code)) return undefined
  if (code.startsWith('22')) return new Problem(400, 'A value cannot be stored')
  if (code === '23505') return new Problem(409, `It exists already (${constraint ?? 'unique'})`)
  if (code === '23514') return new Problem(400, `A value is not allowed (${constraint ?? 'check'})`)
  return undefined
}

/** Body parser and router. Their messages may quote the request, so they are not passed on. */
function fromExpress({ status }: ForeignError): Problem | undefined {
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined
  const details: Record<number, string> = {
    400: 'The request cannot be read: malformed JSON, path or encoding',
    413: 'The body is too large',
    415: 'This content type, charset or encoding is not supported',
  }
  return new Problem(status, details[status] ?? 'The request cannot be served')
}

/** What may be logged of an error. pg puts the offending values into `message` and `detail`, so only its code is kept. */
function describe(error: unknown): object {
  const { name, message, stack, code, constraint, table } = (error ?? {}) as ForeignError
  const frames = stack?.slice(stack.indexOf('\n    at ')).trim()
  return { error: { name, code, constraint, table, message: isSqlState(code) ? undefined : withoutNik(message), frames } }
}

function isSqlState(code: string | undefined): code is string {
  return typeof code === 'string' && /^[\dFHPX][\dA-Z]{4}$/.test(code)
}

function withoutNik(message = ''): string {
  return message.replace(/\d{16}/g, '[nik]')
}
