import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClosedDone, FromClosedDriver } from './closed-driver-plan.ts'
import { KNOWN_ANSWERS, knownAnswerServer, refusingOrigin } from './known-answer-server.ts'
import type { KnownAnswer, RunningServer } from './known-answer-server.ts'
import { noOutcomes } from './second-counter.ts'

const DRIVER = new URL('./closed-driver.ts', import.meta.url).pathname
const PEOPLE = 10

let directory = ''
let server: RunningServer | null = null
let driver: ChildProcess | null = null

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'antrean-driver-'))
})
afterEach(async () => {
  driver?.kill('SIGKILL')
  await server?.close()
  server = null
  await rm(directory, { recursive: true })
})

async function hammer(target: string, over: object = {}): Promise<ClosedDone> {
  const path = join(directory, 'plan.json')
  await writeFile(path, JSON.stringify({ target, seed: 1, people: PEOPLE, durationS: 2, patienceS: 1, ...over }))
  driver = fork(DRIVER, [path], { execArgv: [] })
  const done = new Promise<ClosedDone>((resolve, reject) => {
    driver?.on('message', (message: FromClosedDriver) => {
      if (message.type === 'ready') driver?.send({ type: 'go' })
      if (message.type === 'done') resolve(message)
      if (message.type === 'cannot-start') reject(new Error(message.reason))
    })
  })
  const [result] = await Promise.all([done, once(driver, 'exit')])
  const finished = Object.values(result.outcomes).reduce((a, b) => a + b, 0)
  expect(result.sent).toBe(finished + result.unanswered)
  expect(result.generatorFaults).toBe(0)
  return result
}

async function against(answer: KnownAnswer): Promise<ClosedDone> {
  server = await knownAnswerServer(answer)
  return await hammer(server.origin)
}

/** Answers every n-th request of a connection in another way. */
const every = (n: number, rare: KnownAnswer, usual: KnownAnswer): KnownAnswer => {
  let count = 0
  return (socket) => (++count % n === 0 ? rare : usual)(socket)
}
const page: KnownAnswer = (socket) =>
  void setTimeout(() => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n</html>'), 20)
const only = (outcome: string) => ({ ...noOutcomes(), [outcome]: expect.any(Number) })

describe('closed driver', () => {
  it('a portal that answers pages in 20 ms: its latency and its rate', async () => {
    const done = await against(every(2, KNOWN_ANSWERS['not found'], page))
    expect(done.pageLatencyMs.p50).toBeGreaterThan(19)
    expect(done.pageLatencyMs.p50).toBeLessThan(60)
    expect(done.pages).toBe(done.outcomes.ok)
    // The rate is that after the first wave, which here is like every other second.
    expect(done.measuredS).toBeLessThan(done.durationS)
    expect(done.pagesPerS).toBeGreaterThan((0.7 * done.pages) / done.durationS)
    expect(done.pagesPerS).toBeLessThan((1.3 * done.pages) / done.durationS)
    expect(done.autocannon).toMatchObject({ errors: 0, timeouts: 0 })
    expect(done.autocannon.requestsSent).toBeGreaterThanOrEqual(done.pages)
    expect(done.autocannon.status2xx).toBeGreaterThan(0)
  })

  it('hang: everybody refreshes after her patience', async () => {
    server = await knownAnswerServer(KNOWN_ANSWERS.hang)
    const done = await hammer(server.origin, { durationS: 3 })
    expect(done.outcomes).toEqual(only('timedOut'))
    // Two to four patiences fit into the time, for each of them.
    expect(done.outcomes.timedOut).toBeGreaterThanOrEqual(2 * PEOPLE)
    expect(done.outcomes.timedOut).toBeLessThanOrEqual(4 * PEOPLE)
    expect(done.pageLatencyMs.p50).toBeGreaterThanOrEqual(995)
  })

  it.each(['FIN', 'RST', 'short body, FIN', 'short body, RST'] as const)('%s: reset', async (name) => {
    const done = await against((socket) => void setTimeout(() => KNOWN_ANSWERS[name](socket), 20))
    expect(done.outcomes).toEqual(only('reset'))
    expect(done.outcomes.reset).toBeGreaterThan(PEOPLE)
  })

  it.each([
    ['tells to come back', 'rejected'],
    ['server error', 'failed'],
  ] as const)('%s: %s', async (name, outcome) => {
    const done = await against((socket) => void setTimeout(() => KNOWN_ANSWERS[name](socket), 20))
    expect(done.outcomes).toEqual(only(outcome))
    expect(done.outcomes[outcome]).toBeGreaterThan(PEOPLE)
  })

  it('nobody listens: refused, once a second and person', async () => {
    const done = await hammer(await refusingOrigin(), { patienceS: 5 })
    expect(done.outcomes).toEqual(only('refused'))
    expect(done.outcomes.refused).toBeGreaterThanOrEqual(PEOPLE)
    expect(done.outcomes.refused).toBeLessThanOrEqual(5 * PEOPLE)
  })

  it('an answer lost in its middle spoils none of the following', async () => {
    // Without mending, autocannon would read the next page as the rest of the lost one.
    let broken = 0
    const short: KnownAnswer = (socket) => {
      broken++
      KNOWN_ANSWERS['short body, FIN'](socket)
    }
    const done = await against(every(5, short, page))
    expect(done.outcomes.reset).toBeGreaterThanOrEqual(broken - PEOPLE)
    expect(done.outcomes.reset).toBeLessThanOrEqual(broken)
    expect(done.outcomes.timedOut).toBe(0)
    expect(done.pageLatencyMs.p99).toBeLessThan(500)
  })

  it('says why a plan cannot be carried', async () => {
    await expect(hammer('http://127.0.0.1:1', { people: 0 })).rejects.toThrow('people')
  })
})
