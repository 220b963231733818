import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { call } from '../test-call.ts'
import { queuedPlan } from '../test-plans.ts'
import { startTestSystem, type TestPortal, type TestSystem } from '../test-system.ts'

let system: TestSystem
let portal: TestPortal
beforeAll(async () => {
  system = await startTestSystem({ slots: 10, serviceMs: 5, dailyQuota: null })
  portal = await system.startPortal(queuedPlan)
})
afterAll(() => system.close())
// Whatever a test sends, nothing unexpected happens.
afterEach(() => expect(portal.log()).toBe(''))

describe('GET /', () => {
  it('is a real page from the database', async () => {
    const { status, text, headers } = await call(portal, 'GET', '/')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(text).toContain('This is a simulation.')
    expect(text.match(/<article/g)!.length).toBeGreaterThanOrEqual(100)
    expect(text.length).toBeGreaterThan(80_000)
    expect(text.length).toBeLessThan(130_000)
  })

  it('shows what is in the database, escaped', async () => {
    await portal.pool.query(
      `INSERT INTO contents (kind, title, body, published_on) VALUES ('announcement', '<b>Baru</b>', 'a & b', '2026-01-01')`,
    )
    expect((await call(portal, 'GET', '/')).text).toContain('<h3>&lt;b&gt;Baru&lt;/b&gt;</h3>')
  })
})

describe('GET /api/kbli', () => {
  it('finds by code and by words', async () => {
    const byCode = await call(portal, 'GET', '/api/kbli?q=47112')
    expect(byCode.body.results).toEqual([expect.objectContaining({ code: '47112', edition: '2020', section: 'G' })])
    const { title } = byCode.body.results[0]
    const byWords = await call(portal, 'GET', `/api/kbli?q=${encodeURIComponent(title.toUpperCase())}`)
    expect(byWords.body.results).toContainEqual(byCode.body.results[0])
    expect((await call(portal, 'GET', "/api/kbli?q=' OR 1=1 --")).body.results).toEqual([])
  })

  it.each(['', '?q=', '?q=%00', `?q=${'x'.repeat(101)}`, '?q=a&q=b'])('refuses %j', async (query) => {
    const { status, body } = await call(portal, 'GET', `/api/kbli${query}`)
    expect([status, body.errors[0].field]).toEqual([400, 'q'])
  })
})

describe('GET /api/permits/{nib}', () => {
  it('tells what is public of a NIB, and nothing of a person', async () => {
    const { status, body, text } = await call(portal, 'GET', `/api/permits/${system.seededNib}`)
    expect(status).toBe(200)
    expect(body).toEqual({
      nib: system.seededNib,
      business: { name: 'Warung Pemantau', region: '3271' },
      permits: [{ kind: 'nib', state: 'issued', issuedAt: expect.any(String) }],
    })
    expect(text).not.toMatch(/\d{16}/)
  })

  it.each([
    ['0000000000000', 404],
    ['123', 400],
    ["1' OR '1'='1", 400],
    ['%00', 400],
  ])('%j: %d', async (nib, status) => {
    expect((await call(portal, 'GET', `/api/permits/${nib}`)).status).toBe(status)
  })
})

describe('GET /api/statistics', () => {
  it('counts by the labels of the study', async () => {
    const { body } = await call(portal, 'GET', '/api/statistics')
    expect(body).toEqual({ automatic: 1, waitingForVerification: 0, issuedAfterVerification: 0, accepted: 0, rejected: 0 })
  })
})

describe('health and description', () => {
  it('is alive and ready, and describes itself', async () => {
    expect((await call(portal, 'GET', '/healthz')).body).toEqual({ status: 'alive' })
    expect((await call(portal, 'GET', '/readyz')).body).toEqual({ status: 'ready' })
    expect((await call(portal, 'GET', '/openapi.json')).body.openapi).toBe('3.1.0')
  })

  it('answers HEAD without a body', async () => {
    const { status, text } = await call(portal, 'HEAD', '/healthz')
    expect([status, text]).toEqual([200, ''])
  })
})
