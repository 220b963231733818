import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Registry } from 'prom-client'
import { chromiumPath, launchChromium } from '../loadtest/live/chromium.ts'
import { HTTP_REQUEST_DURATION_SECONDS } from '../monitoring/metric-names.ts'
import { openWatchedPage } from '../operators/testing/watched-page.ts'
import { listen, type ListeningServer } from '../service/listening-server.ts'
import { createApp } from './app.ts'
import { unconnectedPortal } from './test-portal.ts'

const registry = new Registry()
const portal = unconnectedPortal(registry)
let server: ListeningServer
let origin: string
beforeAll(async () => {
  server = await listen(createServer(createApp(portal)), 0, '127.0.0.1')
  origin = `http://127.0.0.1:${server.port}`
})
afterAll(async () => {
  await server.close()
  await portal.pool.end()
})

describe('GET /interface', () => {
  it('is a page that loads only from this portal, and Swagger UI once', async () => {
    const page = await fetch(`${origin}/interface`)
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/)
    const text = await page.text()
    const files = [...text.matchAll(/(?:src|href)="(\/[^"]+\.(?:css|js))"/g)].map(([, path]) => path!)
    const answers = await Promise.all(files.map((path) => fetch(origin + path, { method: 'HEAD' })))
    const kept = 'public, max-age=31536000, immutable'
    expect(answers.map(({ status, headers }) => [status, headers.get('content-type'), headers.get('cache-control')])).toEqual([
      [200, expect.stringMatching(/^text\/css/), kept],
      [200, expect.stringMatching(/^text\/javascript/), kept],
      [200, expect.stringMatching(/^text\/javascript/), null],
    ])
    // Nothing else of the package is served, and nothing beside it.
    const { pathname } = new URL('.', origin + files[0])
    for (const other of ['package.json', 'swagger-ui.css.map', '..%2fpg%2fpackage.json'])
      expect((await fetch(origin + pathname + other)).status).toBe(404)
  })

  it.each([
    ['GET', '/interface/reader.ts', 404],
    ['POST', '/interface', 405],
  ])('%s %s: %d', async (method, path, status) => {
    const answer = await fetch(origin + path, { method })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
  })

  it('is none of the requests that the metrics count, unlike the description itself', async () => {
    for (const path of ['/interface', '/interface/reader.js', '/openapi.json']) await (await fetch(origin + path)).text()
    const text = await registry.getSingleMetricAsString(HTTP_REQUEST_DURATION_SECONDS)
    expect(new Set([...text.matchAll(/route="([^"]*)"/g)].map(([, path]) => path))).toEqual(new Set(['/openapi.json']))
  })
})

;(chromiumPath() ? it : it.skip)(
  'people read and try the API in a browser (skipped without Chromium)',
  async () => {
    const browser = await launchChromium()
    try {
      const { page, errors, elsewhere } = await openWatchedPage(browser, origin)
      await page.goto(`${origin}/interface`)
      await page.getByRole('heading', { name: 'Antrean portal' }).waitFor()
      expect(await page.locator('.opblock').count()).toBeGreaterThan(15)
      await page.locator('#operations-portal-get-healthz .opblock-summary-control').click()
      await page.getByRole('button', { name: 'Execute' }).click()
      await page.getByText('"status": "alive"').first().waitFor()
      expect({ errors, elsewhere }).toEqual({ errors: [], elsewhere: [] })
    } finally {
      await browser.close()
    }
  },
  60_000,
)
