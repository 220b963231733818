import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import newcomer from '../journeys/newcomer.ts'
import returningApplicant from '../journeys/returning-applicant.ts'
import visitor from '../journeys/visitor.ts'
import type { Journey } from '../journeys/journey.ts'
import type { AttemptRecord } from '../records/attempt-record.ts'
import type { CitizenRecord } from '../records/citizen-record.ts'
import { Citizen } from './citizen.ts'
import { Connections } from './connections.ts'

type Turn = (response: ServerResponse, request: IncomingMessage, body: string) => void
const BEHAVIOUR = { patienceS: 0.3, toleranceS: 10, retries: 2, retry: 'refresh', obeysRetryAfter: 1, reusesKey: 1 } as const

/** What the portal is asked, and what it answers in turn; the last turn repeats. */
let script: Record<string, Turn[]> = {}
let asked: { line: string; key: string; body: string }[] = []
let attempts: AttemptRecord[] = []
let server: Server
let connections: Connections
let startedAt = 0

beforeEach(async () => {
  script = {}
  asked = []
  attempts = []
  startedAt = performance.now()
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      const line = `${request.method} ${(request.url as string).split('?')[0]}`
      const turns = script[line] ?? [(to) => json(to, 404, {})]
      asked.push({ line, key: String(request.headers['idempotency-key']), body })
      const turn = turns.length > 1 ? turns.shift() : turns[0]
      turn?.(response, request, body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  connections = new Connections(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, BEHAVIOUR.patienceS * 1000)
})
afterEach(async () => {
  await connections.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

function json(response: ServerResponse, status: number, body: object, retryAfterS?: number): void {
  const headers = retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) }
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}
const answer =
  (status: number, body: object = {}, retryAfterS?: number): Turn =>
  (response) =>
    json(response, status, body, retryAfterS)
const hang: Turn = () => undefined
const reset: Turn = (response) => void response.socket?.resetAndDestroy()

const APPLY = 'POST /api/applications'
const STATUS = 'GET /api/applications/a-1'
const accepted = answer(202, { id: 'a-1', status: 'accepted', statusUrl: '/api/applications/a-1', estimatedWaitS: 12 }, 1)
const issued = answer(201, { id: 'a-1', status: 'issued', statusUrl: '/x', permits: [{ kind: 'nib', number: '0101260000001' }] })
const underway = answer(200, { status: 'accepted', nib: null }, 2)
const done = answer(200, { status: 'awaiting-verification', nib: '0101260000001' })

function citizenOf(journey: Journey, over: object = {}): Citizen {
  const nowMs = () => performance.now() - startedAt
  const witness = {
    attempt: (attempt: AttemptRecord) => void attempts.push(attempt),
    acknowledged: () => undefined,
    result: () => undefined,
  }
  const around = {
    seed: 1,
    behaviour: { ...BEHAVIOUR, ...over },
    keyPrefix: '',
    portal: connections,
    gateway: connections,
    nowMs,
    witness,
  }
  return new Citizen({ citizen: 3, journey: journey.name, stage: 'surge', atMs: 0 }, journey.matters, around)
}
const live = (journey: Journey, over: object = {}): Promise<CitizenRecord> => citizenOf(journey, over).live(journey)
const linesOf = (line: string) => asked.filter((one) => one.line === line)
const outcomes = () => attempts.map(({ outcome }) => outcome)

describe('visitor', () => {
  it('sees a whole page', async () => {
    script['GET /'] = [(response) => void response.end('<html></html>\n')]
    expect(await live(visitor)).toMatchObject({
      ending: 'result',
      attempts: 1,
      acknowledgedMs: null,
      applicationId: null,
      nib: null,
    })
  })

  it('a page without its end is failed, and asked for again as often as she retries', async () => {
    script['GET /'] = [(response) => void response.end('<html>')]
    expect(await live(visitor)).toMatchObject({ ending: 'error', attempts: 3, resultMs: null })
    expect(outcomes()).toEqual(['failed', 'failed', 'failed'])
    expect(attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3])
  })
})

describe('returning applicant', () => {
  it('inline: the permit in the answer is the result', async () => {
    script[APPLY] = [issued]
    const row = await live(returningApplicant)
    expect(row).toMatchObject({ ending: 'result', applicationId: 'a-1', nib: '0101260000001', announcedWaitS: null, attempts: 1 })
    expect(row.resultMs).toBeGreaterThanOrEqual(row.acknowledgedMs as number)
    expect(asked).toHaveLength(1)
  })

  it('queued: asks for the status after Retry-After, not below 2 s; a failed question never loses the acknowledgement', async () => {
    script[APPLY] = [accepted]
    script[STATUS] = [reset, underway, done]
    const row = await live(returningApplicant, { toleranceS: 1 })
    expect(row).toMatchObject({ ending: 'result', nib: '0101260000001', announcedWaitS: 12, attempts: 1 })
    const asks = attempts.filter(({ step }) => step === 'track').map(({ startMs }) => startMs)
    expect(asks).toHaveLength(3)
    const gaps = [row.acknowledgedMs as number, ...asks].slice(0, -1).map((ms, i) => (asks[i] as number) - ms)
    for (const gap of gaps) {
      expect(gap).toBeGreaterThanOrEqual(1995)
      expect(gap).toBeLessThan(2300)
    }
  }, 15_000)

  it('comes back when told, as often as that takes, without using up retries', async () => {
    const later = answer(503, {}, 0)
    script[APPLY] = [later, later, later, later, later, issued]
    expect(await live(returningApplicant, { retries: 0 })).toMatchObject({ ending: 'result', attempts: 6 })
  })

  it('does not obey: refreshes, and stops when the retries are used up', async () => {
    script[APPLY] = [answer(503, {}, 60)]
    const row = await live(returningApplicant, { obeysRetryAfter: 0 })
    expect(row).toMatchObject({ ending: 'rejected', attempts: 3, acknowledgedMs: null })
    expect(row.finishedMs).toBeLessThan(2500)
  })

  it('is turned away when Retry-After goes beyond her tolerance', async () => {
    script[APPLY] = [answer(503, {}, 11)]
    const row = await live(returningApplicant)
    expect(row).toMatchObject({ ending: 'rejected', attempts: 1 })
    expect(row.finishedMs).toBeLessThan(500)
  })

  it('gives up after time-outs; the form keeps its key', async () => {
    script[APPLY] = [hang]
    expect(await live(returningApplicant)).toMatchObject({ ending: 'error', attempts: 3 })
    expect(outcomes()).toEqual(['timedOut', 'timedOut', 'timedOut'])
    expect(new Set(asked.map(({ key }) => key)).size).toBe(1)
  })

  it('with a new form after every refresh, a new key', async () => {
    script[APPLY] = [answer(500)]
    await live(returningApplicant, { reusesKey: 0 })
    expect(new Set(asked.map(({ key }) => key)).size).toBe(3)
  })

  it('409 in progress: asks again with the same key, without using up retries', async () => {
    const running = answer(409, { type: 'urn:antrean:in-progress' }, 0)
    script[APPLY] = [hang, running, running, running, issued]
    expect(await live(returningApplicant, { retries: 1, reusesKey: 1 })).toMatchObject({ ending: 'result', attempts: 5 })
    expect(new Set(asked.map(({ key }) => key)).size).toBe(1)
  })

  it('409 already applied: follows that application', async () => {
    script[APPLY] = [hang, answer(409, { applicationId: 'a-1' })]
    script[STATUS] = [done]
    const row = await live(returningApplicant)
    expect(row).toMatchObject({ ending: 'result', applicationId: 'a-1', nib: '0101260000001', announcedWaitS: null })
    expect(linesOf(STATUS)).toHaveLength(1)
  })

  it.each([
    ['no JSON', (response: ServerResponse) => void response.writeHead(202).end('accepted')],
    ['no id', answer(202, { status: 'accepted', statusUrl: '/' })],
    ['an id that is no word', answer(202, { id: 'a\n1', status: 'accepted', statusUrl: '/' })],
    ['another 2xx', answer(200, { id: 'a-1', status: 'accepted', statusUrl: '/' })],
    ['201 without permits', answer(201, { id: 'a-1', status: 'issued', statusUrl: '/' })],
  ])('an answer that is no acceptance (%s) is failed', async (_name, turn) => {
    script[APPLY] = [turn]
    expect(await live(returningApplicant, { retries: 0 })).toMatchObject({
      ending: 'error',
      acknowledgedMs: null,
      applicationId: null,
    })
    expect(outcomes()).toEqual(['failed'])
  })

  it('is the same person with the same waits every time', async () => {
    script[APPLY] = [answer(500)]
    await Promise.all([live(returningApplicant), live(returningApplicant)])
    const [first, second] = [0, 1].map((nth) => asked.filter((_, i) => i % 2 === nth).map(({ key, body }) => key + body))
    expect(first).toEqual(second)
  })
})

describe('the end of the trial', () => {
  async function endAfter(ms: number, journey = returningApplicant): Promise<CitizenRecord> {
    const citizen = citizenOf(journey, { patienceS: 60 })
    const row = citizen.live(journey)
    await new Promise((resolve) => setTimeout(resolve, ms))
    citizen.end()
    return await row
  }

  it('who holds an acknowledgement is waiting', async () => {
    script[APPLY] = [accepted]
    expect(await endAfter(150)).toMatchObject({ ending: 'waiting', applicationId: 'a-1', resultMs: null })
  })

  it('who was told to come back was rejected', async () => {
    script[APPLY] = [answer(503, {}, 5)]
    expect(await endAfter(150)).toMatchObject({ ending: 'rejected', attempts: 1 })
  })

  it('who is still being answered has an attempt that timed out', async () => {
    script[APPLY] = [hang]
    expect(await endAfter(150)).toMatchObject({ ending: 'error', attempts: 1 })
    expect(outcomes()).toEqual(['timedOut'])
  })
})

describe('newcomer', () => {
  it('goes the whole way, and finds the older code when a repeated sign-up left two', async () => {
    const { contact } = citizenOf(newcomer).person
    script['GET /'] = [(response) => void response.end('<html></html>')]
    script['POST /api/accounts'] = [answer(201, { id: 'acc-1', contact, activationUrl: '/' })]
    script[`GET /inbox/${encodeURIComponent(contact)}`] = [
      answer(200, { messages: [] }),
      answer(200, {
        messages: [
          { text: '', code: '222222' },
          { text: '', code: '111111' },
        ],
      }),
    ]
    script['POST /api/accounts/acc-1/activation'] = [
      (response, _request, body) => void response.writeHead(body.includes('111111') ? 204 : 422).end(),
    ]
    script['POST /api/sessions'] = [answer(201, { token: 'token-1', expiresAt: '2026-01-01T00:00:00Z' })]
    script['GET /api/kbli'] = [answer(200, { results: [] })]
    script[APPLY] = [issued]
    expect(await live(newcomer)).toMatchObject({ ending: 'result', attempts: 1, nib: '0101260000001' })
    expect(attempts.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
      'page ok',
      'sign-up ok',
      'otp ok',
      'otp ok',
      'activate failed',
      'otp ok',
      'activate ok',
      'log-in ok',
      'search ok',
      'apply ok',
    ])
    const { nik, fullName } = citizenOf(newcomer).person
    expect(JSON.parse(linesOf(APPLY)[0]?.body as string)).toMatchObject({ identity: { nik, name: fullName } })
    expect(linesOf('POST /api/accounts')[0]?.body).not.toContain(nik)
  })
})
