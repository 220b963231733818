import type { Express, Request, Response } from 'express'
import type { MeasuredRequest } from '../monitoring/request-metrics.ts'
import { authenticate } from './authenticate.ts'
import { enterGate } from './enter-gate.ts'
import type { Portal } from './portal.ts'
import { CitizenGone } from './problem.ts'
import { toProblem } from './handle-errors.ts'
import { readBody } from './read-body.ts'
import type { Answer, Route } from './route.ts'
import { headersFor, validate } from './validate.ts'

/** Adds the Express route: gate, then session, then input, then the handler; errors go to `handleErrors`. */
export function serveRoute(app: Express, route: Route, portal: Portal): void {
  app[route.method](route.path, async (req, res) => {
    const measured = portal.metrics.requests.enter(route)
    const gone = goneSignal(res, measured)
    try {
      const leave = await enterGate(route.step, gone, portal)
      let answer: Answer | undefined
      let carried = false
      try {
        answer = await answerFor(route, req, res, portal, gone)
        send(res, answer)
        carried = true
      } catch (error) {
        carried = toProblem(error).status < 500
        throw error
      } finally {
        leave(carried && !gone.aborted ? 'ok' : 'dropped', answer?.status === 202)
      }
    } finally {
      measured.workEnded()
    }
  })
}

async function answerFor(route: Route, req: Request, res: Response, portal: Portal, gone: AbortSignal): Promise<Answer> {
  const session = await authenticate(route.access, req, portal.pool)
  const params = route.params ? validate(route.params, req.params) : {}
  const query = route.query ? validate(route.query, req.query) : {}
  const headers = route.headers ? validate(route.headers, headersFor(route.headers, req)) : {}
  const body = route.body ? validate(route.body, await readBody(req, res)) : undefined
  return route.handle({ params, query, headers, body, session, gone })
}

function send(res: Response, { status, body, headers = {} }: Answer): void {
  res.status(status).set(headers)
  if (body === undefined) res.end()
  else if (typeof body === 'string') res.send(body)
  else res.json(body)
}

/** Aborted when the connection closes before the answer was handed to it. One listener for both, as there may be hundreds of requests a second. */
function goneSignal(res: Response, measured: MeasuredRequest): AbortSignal {
  const controller = new AbortController()
  res.once('close', () => {
    measured.closed(res.writableFinished ? res.statusCode : null)
    if (!res.writableFinished) controller.abort(new CitizenGone())
  })
  return controller.signal
}
