import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Registry } from 'prom-client'
import { z } from 'zod'
import { agencyMetrics } from '../monitoring/agency-metrics.ts'
import type { ListeningServer } from '../service/listening-server.ts'
import { CheckLog } from './check-log.ts'
import { IdentityDesk, type Capacity } from './identity-desk.ts'
import { HttpProblem, readJson, sendJson, sendProblem, serve, type Handler } from './json-http.ts'
import { seededRandom } from './random.ts'
import { serviceTimes } from './service-time.ts'

const identity = z.object({ nik: z.string().regex(/^\d{16}$/, 'must be 16 digits'), name: z.string().min(1).max(200) })

const capacityChange = z
  .strictObject({
    slots: z.int().min(0).max(10_000),
    serviceMs: z.number().positive().max(600_000),
    dailyQuota: z.int().min(0).nullable(),
    down: z.boolean(),
  })
  .partial()

/** Serial number of a NIK that the registry does not know. */
const UNKNOWN_SERIAL = '0000'

export interface DukcapilOptions {
  capacity: Capacity
  /** Of the service times. */
  seed: number
  port: number
  host: string
  /** Receives the agency's metrics. */
  registry: Registry
}

/** Starts the simulated identity registry. Rejects when the port is taken. */
export function startDukcapil({ capacity, seed, port, host, registry }: DukcapilOptions): Promise<ListeningServer> {
  const log = new CheckLog()
  const metrics = agencyMetrics(registry, () => desk.state())
  const desk = new IdentityDesk(capacity, serviceTimes(seededRandom(seed)), (check) => {
    log.add(check)
    metrics.checks.inc({ outcome: check.outcome })
    if (check.outcome === 'answered') metrics.checkDurationSeconds.observe((check.endMs - check.arrivedMs) / 1000)
  })
  return serve(dukcapilHandler(desk, log), port, host)
}

/**
 * The HTTP face of the identity registry (Dukcapil). While it is `down` every connection that asks for a check or for its
 * health is destroyed without an answer, as of a host that has crashed; its log and capacity stay within reach of the lab.
 */
function dukcapilHandler(desk: IdentityDesk, log: CheckLog): Handler {
  let down = false
  /** Checks without an answer yet; bounded by the desk's slots and waiting places. */
  const open = new Set<ServerResponse>()

  async function check(request: IncomingMessage, response: ServerResponse) {
    const { nik } = await readJson(request, identity)
    // Gone down while the body came.
    if (down) {
      response.destroy()
      return
    }
    open.add(response)
    const leave = desk.enter(nik, (answer) => {
      open.delete(response)
      if (answer.outcome === 'answered') return sendJson(response, 200, { match: !nik.endsWith(UNKNOWN_SERIAL) })
      const [status, detail] = answer.outcome === 'quota' ? [429, 'the daily quota is used up'] : [503, 'too many callers wait']
      sendProblem(response, status, detail, { retryAfterS: answer.retryAfterS })
    })
    response.on('close', () => {
      open.delete(response)
      leave()
    })
  }

  async function changeCapacity(request: IncomingMessage, response: ServerResponse) {
    const { down: nowDown = down, ...capacity } = await readJson(request, capacityChange)
    down = nowDown
    if (down) open.forEach((waiting) => waiting.destroy())
    desk.change(capacity)
    sendCapacity(response)
  }

  const sendCapacity = (response: ServerResponse) => sendJson(response, 200, { ...desk.state(), down, logDropped: log.dropped })

  return async (request, response, path) => {
    switch (`${request.method} ${path}`) {
      case 'POST /identity-checks':
        return down ? void response.destroy() : check(request, response)
      case 'GET /healthz':
        return down ? void response.destroy() : sendJson(response, 200, { status: 'ok' })
      case 'GET /identity-checks/log':
        response.writeHead(200, { 'content-type': 'text/csv' })
        // A reader that breaks off is no concern of ours.
        return pipeline(Readable.from(log.csv()), response).catch(() => undefined)
      case 'DELETE /identity-checks/log':
        log.clear()
        return void response.writeHead(204).end()
      case 'GET /capacity':
        return sendCapacity(response)
      case 'PATCH /capacity':
        return changeCapacity(request, response)
      default:
        throw new HttpProblem(404, `no ${request.method} ${path}`)
    }
  }
}
