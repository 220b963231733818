import { afterEach, describe, expect, it } from '@jest/globals'
import { request } from 'undici'
import { CASES } from './cases.ts'
import { serverWaits, truthOutcome } from './truth.ts'
import { TruthServer } from './truth-server.ts'

let server: TruthServer
afterEach(() => server.close())

async function start(name: string, over: object = {}): Promise<string> {
  server = new TruthServer({ ...CASES.find((one) => one.name === name)!, ...over }, null, 1)
  return `http://127.0.0.1:${await server.listen()}/`
}

/** ms, and the status or what went wrong. */
async function ask(url: string): Promise<{ ms: number; got: number | string }> {
  const startedAt = performance.now()
  const got = await statusOf(url).catch((error: { code?: string }) => error.code ?? 'error')
  return { ms: performance.now() - startedAt, got }
}
async function statusOf(url: string): Promise<number> {
  const { statusCode, body } = await request(url)
  await body.text()
  return statusCode
}
const together = (url: string, count: number) => Promise.all(Array.from({ length: count }, () => ask(url)))

describe('known-answer server: what it writes down is what a client sees', () => {
  it('a constant delay', async () => {
    const url = await start('constant-50')
    const { ms, got } = await ask(url)
    const [wait] = serverWaits(server.rows, 1000)
    expect(got).toBe(200)
    expect(wait).toBeGreaterThanOrEqual(49)
    expect(wait).toBeLessThanOrEqual(ms)
  })

  it('limited slots: 2 work, 3 wait, the others get 503', async () => {
    const url = await start('limited-slots', { mode: { kind: 'slots', slots: 2, serviceMs: 100, queue: 3 } })
    const answers = await together(url, 9)
    expect(answers.filter(({ got }) => got === 503)).toHaveLength(4)
    const outcomes = server.rows.map((row) => truthOutcome(row, 1000))
    expect(outcomes.filter((outcome) => outcome === 'rejected')).toHaveLength(4)
    // 2 in the first round, 2 in the second, 1 in the third.
    expect(
      serverWaits(server.rows, 1000)
        .map((wait) => Math.floor(wait / 95))
        .toSorted((a, b) => a - b),
    ).toEqual([1, 1, 2, 2, 3])
  })

  it('a stall: nobody is answered within it, everybody at its end', async () => {
    const url = await start('stall', { mode: { kind: 'stall', afterMs: 100, lengthMs: 400 } })
    await ask(url)
    await new Promise((resolve) => setTimeout(resolve, 120))
    const [held] = await together(url, 5)
    expect(held!.got).toBe(200)
    const { fromMs, toMs } = server.stall!
    expect(toMs - fromMs).toBeGreaterThanOrEqual(399)
    for (const { answeredMs } of server.rows.slice(1)) expect(answeredMs).toBeGreaterThanOrEqual(toMs)
    expect(held!.ms).toBeGreaterThan(200)
  })

  it.each(['fin', 'rst', 'half-header', 'short-body', 'short-body-rst'])('%s: broken off, and known to be', async (name) => {
    const { got } = await ask(await start(name))
    expect(got).toEqual(expect.any(String))
    expect(server.rows.map((row) => truthOutcome(row, 1000))).toEqual(['reset'])
  })

  it('a client that leaves is seen to leave', async () => {
    const url = await start('never-answers')
    await request(url, { signal: AbortSignal.timeout(200) }).catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 50))
    const [row] = server.rows
    expect(row!.leftMs! - row!.arrivedMs).toBeGreaterThan(100)
    expect(truthOutcome(row!, 200)).toBe('timedOut')
  })

  it('refuses', async () => {
    expect((await ask(await start('refuses'))).got).toBe('ECONNREFUSED')
  })
})
