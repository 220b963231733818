import { randomUUID } from 'node:crypto'
import { AxeBuilder } from '@axe-core/playwright'
import { afterAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { createTestDatabase } from '../licensing/testing/test-database.ts'
import { chromiumPath, launchChromium } from '../loadtest/live/chromium.ts'
import { createEngine, type EngineOptions } from '../queues/create-engine.ts'
import { PASSWORD, startOperators } from './testing/operators-process.ts'
import { openWatchedPage } from './testing/watched-page.ts'

/** What was opened, to be closed in the opposite order. */
const opened: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const close of opened.toReversed()) await close()
})

/** Whatever store this machine has. */
async function storeOfThisMachine(): Promise<EngineOptions> {
  const prefix = `ops-${randomUUID().slice(0, 8)}`
  const { TEST_REDIS_URL } = process.env
  if (TEST_REDIS_URL) return { redisUrl: TEST_REDIS_URL, databaseUrl: '', prefix, connections: 0 }
  const { url, drop } = await createTestDatabase({ migrated: false })
  opened.push(drop)
  return { databaseUrl: url, prefix, connections: 5 }
}

async function violations(page: Page): Promise<unknown[]> {
  const found = await new AxeBuilder({ page }).analyze()
  return found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
}

;(chromiumPath() ? it : it.skip)(
  'an operator logs in with a browser, sees the lanes, and logs out (skipped without Chromium)',
  async () => {
    const store = await storeOfThisMachine()
    const engine = await createEngine('bullmq', store)
    opened.push(engine.close)
    await engine.addBulk([{ id: 'app-one', lane: 'automatic', applicationId: 'one', acceptedAtMs: 1 }])
    const { redisUrl = '', databaseUrl, prefix } = store
    const operators = await startOperators({ REDIS_URL: redisUrl, DATABASE_URL: databaseUrl, QUEUE_PREFIX: prefix })
    const browser = await launchChromium()
    opened.push(operators.stop, () => browser.close())
    const { page, errors, elsewhere } = await openWatchedPage(browser, operators.url)

    await page.goto(operators.url)
    await page.waitForURL('**/login')
    expect(await violations(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await violations(page)).toEqual([])
    // The field has the focus, each time: keyboard only.
    await page.locator('#password:focus').waitFor()
    await page.keyboard.type('not the password')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('That is not the password').waitFor()
    expect(await violations(page)).toEqual([])
    // Chromium reports the 403 of the wrong password.
    expect(errors.splice(0)).toEqual([expect.stringContaining('403')])

    await page.locator('#password:focus').waitFor()
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/queues')
    await page.getByRole('link', { name: 'lane automatic' }).first().click()
    await page.getByText('app-one').first().waitFor()
    await page.locator('header button').last().click()
    await page.getByRole('menuitem', { name: 'Log out' }).click()
    await page.waitForURL('**/logout')
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.waitForURL('**/login')
    await page.goto(`${operators.url}/queues`)
    await page.waitForURL('**/login')
    expect({ errors, elsewhere }).toEqual({ errors: [], elsewhere: [] })
  },
  60_000,
)
