import { createServer, type RequestListener } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from '@jest/globals'
import { Registry } from 'prom-client'
import { listen } from '../service/listening-server.ts'
import {
  AgencyUnavailable,
  createIdentityRegistry,
  createMessageGateway,
  type AgencyObserver,
  type AgencyOptions,
} from './client.ts'
import { startDukcapil } from './dukcapil-server.ts'
import type { Capacity } from './identity-desk.ts'
import { startMessageGateway } from './message-gateway-server.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

const sari = { nik: '3271010101909001', name: 'Sari' }

async function dukcapil(capacity: Partial<Capacity> = {}) {
  const server = await startDukcapil({
    capacity: { slots: 1, serviceMs: 10, dailyQuota: null, ...capacity },
    seed: 1,
    port: 0,
    host: '127.0.0.1',
    registry: new Registry(),
  })
  stops.push(server.close)
  return `http://127.0.0.1:${server.port}`
}

/** An agency that misbehaves in a way that ours does not. */
async function strangeAgency(listener: RequestListener) {
  const server = createServer(listener)
  const { port, close } = await listen(server, 0, '127.0.0.1')
  stops.push(close)
  return `http://127.0.0.1:${port}`
}

function client(url: string, options: Partial<AgencyOptions & { connections: number }> = {}) {
  const results: string[] = []
  const observe: AgencyObserver = (result) => results.push(result)
  const registry = createIdentityRegistry({ url, timeoutMs: 5000, connections: 10, observe, ...options })
  stops.push(() => registry.close())
  return { registry, results }
}

const failure = (call: Promise<unknown>) =>
  call.then(
    () => {
      throw new Error('the call succeeded')
    },
    (error: unknown) => error,
  )

async function timed<T>(call: Promise<T>) {
  const startedMs = performance.now()
  return { value: await call, tookMs: performance.now() - startedMs }
}

describe('createIdentityRegistry', () => {
  it('tells match from mismatch', async () => {
    const { registry, results } = client(await dukcapil())
    expect(await registry.check(sari)).toBe('match')
    expect(await registry.check({ ...sari, nik: '3271010101900000' })).toBe('mismatch')
    expect(results).toEqual(['ok', 'ok'])
  })

  it('waits as long as it takes when there is no limit', async () => {
    const { registry } = client(await dukcapil({ serviceMs: 1500 }), { timeoutMs: null })
    const { value, tookMs } = await timed(registry.check(sari))
    expect(value).toBe('match')
    expect(tookMs).toBeGreaterThan(700)
  })

  it('gives up within 50 ms of its limit, in service and while waiting inside the pool', async () => {
    const { registry, results } = client(await dukcapil({ serviceMs: 60_000 }), { timeoutMs: 200, connections: 1 })
    // The first call pays for loading; it is over before the measured ones begin.
    await failure(registry.check(sari))
    // A bare timer beside them takes the lateness of a busy machine out of the measure.
    const [timer, ...calls] = await Promise.all([timed(delay(200)), ...[1, 2, 3].map(() => timed(failure(registry.check(sari))))])
    for (const { value, tookMs } of calls) {
      expect(value).toMatchObject({ name: 'AgencyUnavailable', message: 'Dukcapil did not answer within 200 ms' })
      expect(Math.abs(tookMs - timer.tookMs)).toBeLessThan(50)
    }
    expect(results).toEqual(Array(4).fill('unavailable'))
  })

  it('gives up at once when the caller goes, and leaves its place at the agency', async () => {
    const url = await dukcapil({ serviceMs: 60_000 })
    const { registry, results } = client(url)
    const goes = new AbortController()
    const reason = new Error('the citizen has gone')
    const calls = [failure(registry.check(sari, goes.signal)), failure(registry.check(sari, goes.signal))]
    const waiting = async (): Promise<number> => (await (await fetch(`${url}/capacity`)).json()).waiting
    while ((await waiting()) !== 1);
    goes.abort(reason)
    expect(await Promise.all(calls)).toEqual([reason, reason])
    while ((await waiting()) !== 0);
    expect(results).toEqual(['aborted', 'aborted'])
    expect(await failure(registry.check(sari, AbortSignal.abort(reason)))).toBe(reason)
  })

  it.each([429, 503])('passes on when to come back after %i', async (status) => {
    const url = await strangeAgency((request, response) => {
      request.resume()
      response.writeHead(status, { 'retry-after': '17' }).end()
    })
    expect(await failure(client(url).registry.check(sari))).toMatchObject({ name: 'AgencyUnavailable', retryAfterS: 17 })
  })

  it('is unavailable when the quota of Dukcapil is used up', async () => {
    const { registry, results } = client(await dukcapil({ dailyQuota: 1 }))
    expect(await registry.check(sari)).toBe('match')
    expect(await failure(registry.check(sari))).toBeInstanceOf(AgencyUnavailable)
    expect(results).toEqual(['ok', 'unavailable'])
  })

  it('is unavailable when nobody listens, when the agency is down or talks nonsense', async () => {
    const url = await dukcapil()
    await fetch(`${url}/capacity`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ down: true }),
    })
    const nonsense = await strangeAgency((_request, response) => void response.end('<html>'))
    // Port 1 of the loopback address: nobody listens there.
    for (const broken of [url, nonsense, 'http://127.0.0.1:1']) {
      const { registry, results } = client(broken)
      expect(await failure(registry.check(sari))).toMatchObject({ name: 'AgencyUnavailable', retryAfterS: 2 })
      expect(results).toEqual(['unavailable'])
    }
  })

  it('tries once only', async () => {
    let requests = 0
    const url = await strangeAgency((request) => {
      requests += 1
      request.socket.destroy()
    })
    await failure(client(url).registry.check(sari))
    expect(requests).toBe(1)
  })

  it('takes a refused request for a mistake of ours, not for an outage', async () => {
    const { registry, results } = client(await dukcapil())
    const error = await failure(registry.check({ nik: '12', name: 'Sari' }))
    expect(error).not.toBeInstanceOf(AgencyUnavailable)
    expect(String(error)).toContain('400')
    expect(results).toEqual(['failed'])
  })
})

describe('createMessageGateway', () => {
  it('sends a message that its receiver finds', async () => {
    const server = await startMessageGateway({ port: 0, host: '127.0.0.1' })
    stops.push(server.close)
    const url = `http://127.0.0.1:${server.port}`
    const gateway = createMessageGateway({ url, timeoutMs: 2000 })
    stops.push(() => gateway.close())
    await gateway.send({ to: 'sari@example.test', channel: 'email', text: 'Kode 123456', code: '123456' })
    expect(await (await fetch(`${url}/inbox/sari@example.test`)).json()).toMatchObject({ messages: [{ code: '123456' }] })
  })
})
