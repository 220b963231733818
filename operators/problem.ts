import { STATUS_CODES } from 'node:http'
import type { ErrorRequestHandler, Response } from 'express'
import type { Log } from '../service/log.ts'

/** Answers with an RFC 9457 problem. @param detail for the person who reads it */
export function answerProblem(res: Response, status: number, detail: string): void {
  res.status(status).type('application/problem+json')
  res.send(JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, detail }))
}

/** The last handler: what nobody expected is logged, and the caller learns no more than its status. */
export function handleErrors(log: Log): ErrorRequestHandler {
  return (error: Error & { status?: number }, _req, res, _next) => {
    const status = error.status !== undefined && error.status >= 400 && error.status < 500 ? error.status : 500
    if (status === 500) log.error({ err: error }, 'unexpected error')
    if (res.headersSent) return void res.destroy()
    answerProblem(res, status, status === 500 ? 'Unexpected error' : 'The request cannot be read or served')
  }
}
