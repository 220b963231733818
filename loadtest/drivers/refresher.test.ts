import { beforeEach, describe, expect, it } from '@jest/globals'
import { personOf } from '../citizens/identity.ts'
import { Refresher } from './refresher.ts'
import type { RefresherRequest } from './refresher.ts'

const PAGE = '<!doctype html><html></html>'
const ACCEPTED = JSON.stringify({ id: 'a-1', status: 'accepted', statusUrl: '/api/applications/a-1', estimatedWaitS: 3 })
const ISSUED = JSON.stringify({
  id: 'a-1',
  status: 'issued',
  statusUrl: '/x',
  permits: [{ kind: 'nib', number: '0101260000001' }],
})
const WAITING = JSON.stringify({ status: 'accepted', nib: null })
const DONE = JSON.stringify({ status: 'issued', nib: '0101260000001' })

let nowMs = 0
let heard: string[] = []
let person: Refresher

beforeEach(() => {
  nowMs = 0
  heard = []
  const witness = {
    sent: () => heard.push('sent'),
    finished: (step: string, outcome: string, ms: number) => heard.push(`${step} ${outcome} ${ms}`),
    permit: () => heard.push('permit'),
    generatorFault: () => heard.push('fault'),
  }
  person = new Refresher(1, 7, witness, () => nowMs)
})

const next = () => {
  const { method, path, headers, body } = person.next<RefresherRequest>({})
  return { line: `${method} ${path}`, headers: headers as Record<string, string>, body: body as string }
}
const answer = (status: number, body: string, afterMs = 10) => {
  nowMs += afterMs
  person.answered(status, body)
}
const outcomes = () => heard.filter((event) => event !== 'sent')

describe('Refresher', () => {
  it('opens the page, applies, sees the permit of an inline portal, begins again with another form', () => {
    expect(next().line).toBe('GET /')
    answer(200, PAGE)
    const first = next()
    expect(first.line).toBe('POST /api/applications')
    expect(first.headers).toMatchObject({ authorization: `Bearer ${personOf(1, 7).token}`, 'content-type': 'application/json' })
    answer(201, ISSUED)
    expect(next().line).toBe('GET /')
    answer(200, PAGE)
    expect(next().headers['idempotency-key']).not.toBe(first.headers['idempotency-key'])
    expect(outcomes()).toEqual(['page ok 10', 'apply ok 10', 'permit', 'page ok 10'])
  })

  it('never applies twice for one KBLI and region in 300 forms', () => {
    const forms = new Set<string>()
    for (let i = 0; i < 300; i++) {
      next()
      answer(200, PAGE)
      const { kbli, region } = JSON.parse(next().body) as { kbli: string; region: string }
      forms.add(`${kbli} ${region}`)
      answer(201, ISSUED)
    }
    expect(forms.size).toBe(300)
  })

  it('asks a queueing portal for the status until the permit is there', () => {
    next()
    answer(200, PAGE)
    next()
    answer(202, ACCEPTED)
    expect(next().line).toBe('GET /api/applications/a-1')
    answer(200, WAITING)
    expect(next().line).toBe('GET /api/applications/a-1')
    answer(200, DONE)
    expect(outcomes().slice(1)).toEqual(['apply ok 10', 'track ok 10', 'track ok 10', 'permit'])
  })

  it('a request given up is a time-out, one lost in silence is a reset however late; both are sent again, the form with its key', () => {
    next()
    answer(200, PAGE)
    const { headers } = next()
    nowMs += 5000
    person.gaveUp()
    expect(next().headers).toEqual(headers)
    nowMs += 4999
    expect(next().headers).toEqual(headers)
    expect(outcomes().slice(1)).toEqual(['apply timedOut 5000', 'apply reset 4999'])
  })

  it.each([
    ['ECONNRESET', 'page reset 3'],
    ['ECONNREFUSED', 'page refused 3'],
    ['EPIPE', 'page reset 3'],
  ])('%s: %s', (code, expected) => {
    next()
    nowMs += 3
    person.broke({ code })
    next()
    expect(outcomes()).toEqual([expected])
  })

  it('counts a request that the generator could not send as its own fault', () => {
    next()
    person.broke({ code: 'EMFILE' })
    next()
    expect(outcomes()).toEqual(['fault'])
  })

  it.each([
    [503, '{}', 'apply rejected 10', 'POST /api/applications'],
    [500, '{}', 'apply failed 10', 'POST /api/applications'],
    [409, '{}', 'apply failed 10', 'GET /'],
    [409, '{"applicationId":"b-2"}', 'apply failed 10', 'GET /api/applications/b-2'],
    [202, '{"no":"acceptance"}', 'apply failed 10', 'GET /'],
  ])('answers %i %s to an application with: %s, then %s', (status, body, outcome, line) => {
    next()
    answer(200, PAGE)
    next()
    answer(status, body)
    expect(outcomes()[1]).toBe(outcome)
    expect(next().line).toBe(line)
  })

  it('a page that ends early is not opened', () => {
    next()
    answer(200, '<!doctype html><html>')
    expect(outcomes()).toEqual(['page failed 10'])
    expect(next().line).toBe('GET /')
  })

  it('every request sent is finished once, or is the one that waits', () => {
    for (let i = 0; i < 500; i++) {
      next()
      if (i % 3 === 0) answer(200, PAGE)
      else if (i % 3 === 1) person.gaveUp()
      else person.broke({ code: 'ECONNRESET' })
    }
    const finished = outcomes().filter((event) => event !== 'permit').length
    expect(heard.filter((event) => event === 'sent')).toHaveLength(finished + (person.isWaiting ? 1 : 0))
  })
})
