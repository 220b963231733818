import { once } from 'node:events'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from '@jest/globals'
import express from 'express'
import { Registry } from 'prom-client'
import { z } from 'zod'
import { AgencyUnavailable } from '../agencies/client.ts'
import { metricValue } from '../loadtest/environment/metric-value.ts'
import * as names from '../monitoring/metric-names.ts'
import type { Gate, Refused } from '../strategies/strategy.ts'
import { declareDecisions } from './enter-gate.ts'
import { handleErrors } from './handle-errors.ts'
import { Problem } from './problem.ts'
import { route, type Answer, type Call } from './route.ts'
import { serveRoute } from './serve-route.ts'
import { unconnectedPortal } from './test-portal.ts'

type Done = { result: string; serviceMs: number }
type Handler = (call: Call<unknown, unknown, unknown, { n: number }, 'public'>) => Promise<Answer>

let server: Server
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

/** One gated route on a real server. The database is never asked: the route is public. */
async function serve(handle: Handler, refused?: Refused) {
  const done: Done[] = []
  const gate: Gate = {
    enter: async () =>
      refused ?? { admitted: true, queuedMs: 0, done: (result, serviceMs) => void done.push({ result, serviceMs }) },
  }
  const registry = new Registry()
  const portal = { ...unconnectedPortal(registry), gate }
  const { signals, log } = portal
  const app = express()
  const definition = route({
    method: 'post',
    path: '/api/applications',
    summary: 'test',
    step: 'apply',
    access: 'public',
    body: z.strictObject({ n: z.int() }),
    answers: { 202: null },
    handle,
  })
  serveRoute(app, definition, portal)
  app.use(handleErrors(log))
  server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/applications`
  const value = async (name: string) => metricValue(await registry.metrics(), name)
  const inFlight = () => value(names.HTTP_REQUESTS_IN_FLIGHT)
  const zombies = () => value(names.HTTP_REQUESTS_ZOMBIE)
  const agesS = () => value(names.HTTP_REQUESTS_AGE_SECONDS)
  return { url, done, inFlight, zombies, agesS, signals, decisions: () => decisionsIn(registry) }
}

const decisionsIn = async (registry: Registry) => (await registry.getSingleMetric(names.GATE_DECISIONS_TOTAL)!.get()).values

function post(url: string, body = '{"n":1}') {
  return fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
}

describe('a gated route', () => {
  it('reports done once, with ok, after the handler', async () => {
    const { url, done, inFlight, signals } = await serve(async ({ body }) => ({ status: 202, body }))
    expect(await (await post(url)).json()).toEqual({ n: 1 })
    expect(done).toEqual([{ result: 'ok', serviceMs: expect.any(Number) }])
    expect(await inFlight()).toBe(0)
    expect(signals.read().backlog).toBe(1)
  })

  it.each([
    ['a client’s error', () => new Problem(422, 'no'), 422, 'ok'],
    ['an agency that is gone', () => new AgencyUnavailable('gone', 7), 503, 'dropped'],
    ['a bug', () => new TypeError('oops'), 500, 'dropped'],
  ])('reports done once for %s', async (_name, error, status, result) => {
    const { url, done, inFlight, signals } = await serve(() => Promise.reject(error()))
    expect((await post(url)).status).toBe(status)
    expect(done.map((one) => one.result)).toEqual([result])
    expect(await inFlight()).toBe(0)
    expect(signals.read().backlog).toBe(0)
  })

  it('reports done once for a body that cannot be read', async () => {
    const { url, done } = await serve(async () => ({ status: 202 }))
    expect((await post(url, '{"n":')).status).toBe(400)
    expect(done.map((one) => one.result)).toEqual(['ok'])
  })

  it('keeps a request in flight, as a zombie, when its citizen has gone, and reports dropped when the work has ended', async () => {
    const work = Promise.withResolvers<Answer>()
    const started = Promise.withResolvers<AbortSignal>()
    const { url, done, inFlight, zombies, agesS } = await serve(({ gone }) => {
      started.resolve(gone)
      return work.promise
    })
    const citizen = request(url, { method: 'POST', headers: { 'content-type': 'application/json' } })
    citizen.on('error', () => undefined)
    citizen.end('{"n":1}')
    const gone = await started.promise
    await delay(20)
    expect(await agesS()).toBeGreaterThan(0.015)
    expect(await zombies()).toBe(0)
    citizen.destroy()
    await once(gone, 'abort')
    expect(await inFlight()).toBe(1)
    expect(await zombies()).toBe(1)
    expect(await agesS()).toBeCloseTo(0, 6)
    expect(done).toEqual([])

    work.resolve({ status: 202 })
    await new Promise(setImmediate)
    expect(await inFlight()).toBe(0)
    expect(await zombies()).toBe(0)
    expect(done.map((one) => one.result)).toEqual(['dropped'])
  })

  it('answers a refusal with 503 and Retry-After before it looks at the body', async () => {
    const { url, done, inFlight, decisions } = await serve(async () => ({ status: 202 }), {
      admitted: false,
      reason: 'backlog-limit',
      retryAfterS: 4,
    })
    const answer = await post(url, 'not even JSON')
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('4')
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(await answer.json()).toMatchObject({ type: 'urn:antrean:backlog-limit', title: 'Service Unavailable', status: 503 })
    expect(done).toEqual([])
    expect(await inFlight()).toBe(0)
    expect(await decisions()).toEqual([
      expect.objectContaining({ labels: { step: 'apply', decision: 'backlog-limit' }, value: 1 }),
    ])
  })

  it('counts of decisions begin at 0: who is let in, and with a gate every refusal', async () => {
    const counts = async (gated: boolean) => {
      const registry = new Registry()
      declareDecisions(unconnectedPortal(registry).metrics, gated)
      return decisionsIn(registry)
    }
    expect((await counts(false)).map(({ labels }) => labels.decision)).toEqual(Array(6).fill('admitted'))
    const withGate = await counts(true)
    expect(withGate).toHaveLength(6 * 5)
    expect(withGate).toContainEqual({ labels: { step: 'apply', decision: 'backlog-limit' }, value: 0 })
    expect(withGate.every(({ value }) => value === 0)).toBe(true)
  })

  it('passes the Retry-After of an agency on', async () => {
    const { url } = await serve(() => Promise.reject(new AgencyUnavailable('quota', 60)))
    expect((await post(url)).headers.get('retry-after')).toBe('60')
  })
})
